"""Amazon S3, as far as other systems use it."""
