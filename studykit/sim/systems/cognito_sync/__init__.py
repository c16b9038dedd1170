"""Amazon Cognito Sync, as it was."""
