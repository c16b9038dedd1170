"""Topics, comparisons, sheets and searches on the screen."""
