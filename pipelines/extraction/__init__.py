"""The spaCy pipeline, component by component in the order of the text's way through it."""
