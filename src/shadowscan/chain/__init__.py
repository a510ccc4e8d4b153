"""The chain of evidence behind a finding or an idea, down to file, line and exchange rate."""

from shadowscan.chain.follow import of
from shadowscan.chain.links import Chain
from shadowscan.chain.text import text

__all__ = ["Chain", "of", "text"]
