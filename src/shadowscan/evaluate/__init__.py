"""How right the matcher is on labelled descriptors: `shadowscan evaluate`."""

from shadowscan.evaluate.labels import LABELS, Columns, Labels, read_labels
from shadowscan.evaluate.report import Evaluation, evaluate, judge

__all__ = ["LABELS", "Columns", "Evaluation", "Labels", "evaluate", "judge", "read_labels"]
