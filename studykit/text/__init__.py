"""Styled lines and running text, without a terminal: what everything that is shown is made of."""
