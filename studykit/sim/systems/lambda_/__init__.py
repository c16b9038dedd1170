"""AWS Lambda: functions that callers, events and queues invoke."""
