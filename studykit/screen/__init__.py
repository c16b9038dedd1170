"""The screens of each activity: a loop that reads keys, and views that draw lines."""
