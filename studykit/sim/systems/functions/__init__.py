"""AWS Lambda functions, as far as other systems use them."""
