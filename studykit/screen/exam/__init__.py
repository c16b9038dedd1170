"""The examination room: a full screen with keys (`app`), or numbered commands line by line (`lines`)."""
