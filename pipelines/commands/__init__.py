"""The commands that turn text into tables."""
