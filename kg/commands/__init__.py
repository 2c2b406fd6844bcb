"""Commands that ask an open graph."""
