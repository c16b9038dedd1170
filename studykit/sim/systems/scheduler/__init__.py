"""Amazon EventBridge Scheduler: schedules that invoke a target once or again and again."""
