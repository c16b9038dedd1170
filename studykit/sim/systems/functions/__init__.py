"""AWS Lambda functions, as a neighbor."""
