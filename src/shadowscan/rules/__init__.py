"""Rule files: found, read, checked and typed. The only room that opens them."""

from shadowscan.rules.book import RuleBook, packaged_rules, sample_workspace

__all__ = ["RuleBook", "packaged_rules", "sample_workspace"]
