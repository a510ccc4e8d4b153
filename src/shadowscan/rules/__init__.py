"""Rule files: found, read, checked and typed. The only room that opens them."""

from shadowscan.rules.about import About
from shadowscan.rules.book import RuleBook, packaged_rules, sample_workspace
from shadowscan.rules.conditions import Test, compile_conditions, facts_named, template_names
from shadowscan.rules.quoting import quoted

__all__ = [
    "About",
    "RuleBook",
    "Test",
    "compile_conditions",
    "facts_named",
    "packaged_rules",
    "quoted",
    "sample_workspace",
    "template_names",
]
