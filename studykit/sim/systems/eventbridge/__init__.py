"""Amazon EventBridge: event buses, rules, deliveries to targets, archives and schedules."""
