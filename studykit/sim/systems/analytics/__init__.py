"""Amazon Kinesis Data Analytics, as it was."""
