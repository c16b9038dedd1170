"""Amazon Elastic Transcoder, as it was."""
