"""Chromium as a witness: the recorded cases of CORS, played again in the browser that is installed."""
