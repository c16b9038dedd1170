"""Commands that look after the program and its packs: settings, checks, the fit of weights, the editor."""
