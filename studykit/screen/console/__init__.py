"""The console that every activity uses: dialogs by key or by line, menus, colors, signals."""
