"""Text in, tables out: readers, extraction, linking, engines."""
