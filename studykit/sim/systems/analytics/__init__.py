"""Amazon Kinesis Data Analytics, before its end."""
