"""Ideas: proposals to the business, each with findings, service and initiative behind it, and its business case."""

from shadowscan.ideas.examples import check_ideas
from shadowscan.ideas.propose import Around, Proposals, propose
from shadowscan.ideas.shadow import spent_from

__all__ = ["Around", "Proposals", "check_ideas", "propose", "spent_from"]
