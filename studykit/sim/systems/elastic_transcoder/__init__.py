"""Amazon Elastic Transcoder, before its end."""
