"""A real browser on the sample workspace: pictures for the README, and what the browser tests look at.

`python -m tests.browser.pages` writes the pictures anew into tests/browser/pictures.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.scanned import scan_sample

PICTURES = Path(__file__).parent / "pictures"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BRM = "brm.insurance@harbour.example"
SHOWN = {  # picture -> path below the server
    "home": "/",
    "findings": "/bu_claims/findings",
    "finding": "/-/vendor/zendesk",
    "ideas": "/-/ideas",
}
MORE = (
    "/-/units", "/-/unit/claims", "/-/findings", "/-/changes", "/-/review", "/-/renewals", "/-/portfolio",
    "/-/services",
    "/-/service/svc-crm", "/-/initiatives", "/-/initiative/ini-claims-days", "/-/capabilities", "/-/demand",
    "/-/readiness", "/-/health", "/-/method", "/-/tables", "/bu_claims/ideas", "/bu_claims/findings?_search=dropbox",
)  # fmt: skip


@contextmanager
def served(workspace: Path, person: str) -> Iterator[str]:
    """Serve a workspace as one person on a free port; give the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "shadowscan", "serve", str(workspace), "--port", str(port), "--as", person]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"nothing answers at {address}")


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
        yield started
        started.close()


def open_page(chromium: Browser, address: str, width: int = 1280) -> Page:
    """Open an address in a window of this width."""
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    return page


def main() -> None:
    """Write the README's pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        workspace = scan_sample(Path(name) / "shadowscan-demo")
        with served(workspace, BRM) as address, browser() as chromium:
            for picture, path in SHOWN.items():
                page = open_page(chromium, address + path, 1080)
                page.screenshot(path=PICTURES / f"{picture}.png")
                page.close()


if __name__ == "__main__":
    main()
