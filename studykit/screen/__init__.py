"""What a person sees and types: rich out, prompt_toolkit and questionary in. Knows nothing of the store."""
