"""Ideas: proposals to the business, each with the findings, the service and the initiative behind it."""

from shadowscan.ideas.examples import check_ideas
from shadowscan.ideas.propose import propose

__all__ = ["check_ideas", "propose"]
