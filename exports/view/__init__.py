"""The view: one HTML file with a map of the graph, its search and its evidence."""

from exports.view.notebook import show
from exports.view.page import page

__all__ = ["page", "show"]
