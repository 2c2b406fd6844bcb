"""The commands that write a graph out."""
