"""Amazon SWF."""
