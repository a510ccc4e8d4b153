"""The review of uncertain texts: asked together, answered once, measured, and written as rules."""

from shadowscan.review.as_rules import Written, write_rules
from shadowscan.review.session import Answer, Group, Progress, Review
from shadowscan.review.table import as_plain, read_answers, write_questions

__all__ = [
    "Answer",
    "Group",
    "Progress",
    "Review",
    "Written",
    "as_plain",
    "read_answers",
    "write_questions",
    "write_rules",
]
