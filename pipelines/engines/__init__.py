"""Engines: how extraction is spread over processes or machines."""
