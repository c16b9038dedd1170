"""Statistics on the screen and as a web page."""
