"""Amazon S3, as a neighbor."""
