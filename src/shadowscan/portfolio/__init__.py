"""Ideas as they stand now: what the last scan found with what was decided since, to look at and to act on."""

from shadowscan.portfolio.acts import Acts
from shadowscan.portfolio.lists import listed, totals
from shadowscan.portfolio.page import page
from shadowscan.portfolio.read import Sheet, read_ideas, read_portfolio, read_sheet

__all__ = ["Acts", "Sheet", "listed", "page", "read_ideas", "read_portfolio", "read_sheet", "totals"]
