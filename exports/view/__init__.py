"""The view: one HTML file with a map of the graph, its search and its evidence."""

from exports.view.notebook import show

__all__ = ["show"]
