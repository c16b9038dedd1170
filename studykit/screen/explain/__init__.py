"""Topics, comparisons and sheets on the screen."""
