"""The terminal and the plain lines beside it: keys, panes, menus, signals, colors."""
