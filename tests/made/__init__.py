"""A small organisation made by hand, and what a scan of it could have found."""

from made.organisation import make_workspace
from made.result import make_result

__all__ = ["make_result", "make_workspace"]
