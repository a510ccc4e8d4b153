"""What was found into databases: private/findings.db, and one file an audience in published/."""

from shadowscan.publish.before import Comparison, compare_files
from shadowscan.publish.changes import change_words, check_changes
from shadowscan.publish.live import catch_up
from shadowscan.publish.metadata import metadata
from shadowscan.publish.release import PublishReport, publish, recover, rollback

__all__ = [
    "Comparison",
    "PublishReport",
    "catch_up",
    "change_words",
    "check_changes",
    "compare_files",
    "metadata",
    "publish",
    "recover",
    "rollback",
]
