"""Service models, one file each, speaking boto3. Found by listing this folder."""
