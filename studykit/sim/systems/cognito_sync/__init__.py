"""Amazon Cognito Sync, before its end."""
