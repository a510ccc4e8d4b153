"""The one command that checks all: `python -m tests.all`. It stops at the first check that fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHECKS = (  # the tests come last, so that their closing line does
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("shadowscan", "check"),
    ("pytest", "-n", "2", "--dist", "loadfile"),  # a file stays on one core: what it builds, it builds once
)


def main() -> int:
    """Run every check with this Python; return the exit code of the first that fails, else 0."""
    if not shutil.which("chromium"):
        if os.environ.get("CI") == "true":
            print("Error: there is no chromium, and in CI no browser test may be skipped: apt-get install chromium")
            return 1
        print("Browser tests are skipped: there is no chromium (apt-get install chromium).")
    for check in CHECKS:
        print(f"== {' '.join(check)}", flush=True)
        code = subprocess.run([sys.executable, "-m", *check], cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
