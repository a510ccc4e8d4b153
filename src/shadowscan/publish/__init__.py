"""What was found into databases: private/findings.db, and one file an audience in published/."""

from shadowscan.publish.metadata import metadata
from shadowscan.publish.release import PublishReport, publish, recover, rollback

__all__ = ["PublishReport", "metadata", "publish", "recover", "rollback"]
