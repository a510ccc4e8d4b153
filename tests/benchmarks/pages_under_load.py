"""Do pages stay whole and quick while scans publish and people decide?

`python -m tests.benchmarks.pages_under_load [FINDINGS] [REQUESTS]` (50,000 and 1,000 unless told): eight clients ask a
running server for a mix of pages, a hundred of their requests being decisions, while five scans are published. Each
scan says in two places of every finding which one it is, so that a page made of two scans gives itself away.
"""

from __future__ import annotations

import dataclasses
import html
import os
import random
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from made.organisation import make_workspace
from made.release import quiet
from made.result import make_result
from made.visitor import SECRET
from shadowscan.decisions import read_decisions
from shadowscan.publish import publish
from shadowscan.records import ScanResult

WHO = "anna@harbour.example"
MARK = re.compile(r"pass number (\d+)")
FINDING, ROW = "finding page", "plain row page"
FIXED = {
    "start page": "/",
    "findings page": "/-/findings",
    "table as JSON": "/bu_claims/findings.json?_shape=array&_size=200",
    "table page": "/bu_claims/findings?_facet=status",
    "changes page": "/-/changes",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Load:
    """Say how much is asked."""

    findings: int = 50_000
    requests: int = 1_000
    decisions: int = 100
    publishes: int = 5
    clients: int = 8


@dataclasses.dataclass(slots=True)
class Seen:
    """Hold what the clients met; seconds by kind of page."""

    errors: list[str] = dataclasses.field(default_factory=list)
    torn: list[str] = dataclasses.field(default_factory=list)
    lost: list[str] = dataclasses.field(default_factory=list)
    noted: list[str] = dataclasses.field(default_factory=list)
    seconds: dict[str, list[float]] = dataclasses.field(default_factory=dict)

    def p95(self, kind: str) -> float:
        """Return the seconds in which 95 of 100 requests of a kind were answered."""
        return sorted(self.seconds[kind])[int(len(self.seconds[kind]) * 0.95)]


def large(result: ScanResult, findings: int, scan: int) -> ScanResult:
    """Return a result with at least so many findings, all of which say which scan they are of."""
    base = next(found for found in result.findings if found.business_unit_id == "claims" and found.product_id)
    free = {
        "spend_12m": 0,
        "spend_total": 0,
        "off_channel_12m": 0,
        "annual_run_rate": 0,
    }  # sums still hold
    more = [
        dataclasses.replace(base, finding_id=f"fl-{number:06d}", **free)  # type: ignore[arg-type]
        for number in range(findings)
    ]
    said = {"coverage_why": f"pass number {scan}", "severity_why": f"pass number {scan}"}
    told = tuple(dataclasses.replace(found, **said) for found in (*result.findings, *more))  # type: ignore[arg-type]
    info = dataclasses.replace(result.info, scan_id=f"scan-{scan}")
    return dataclasses.replace(result, info=info, findings=told)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Serve a workspace to whom the proxy signs on; give the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "shadowscan", "serve", str(folder), "--port", str(port)]
    told = os.environ | {"SHADOWSCAN_PROXY_SECRET": SECRET}
    running = subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _answering(f"http://127.0.0.1:{port}")
    finally:
        running.terminate()
        running.wait(timeout=30)


def _answering(address: str) -> str:
    for _ in range(240):
        try:
            httpx.get(address, timeout=10)
            return address
        except httpx.TransportError:
            time.sleep(0.25)
    raise TimeoutError(f"nothing answers at {address}")


def run(folder: Path, load: Load) -> Seen:
    """Put a new workspace in `folder` under load; return what was met."""
    workspace = make_workspace(folder)
    result = make_result(workspace)
    publish(large(result, load.findings, 0), workspace, quiet)
    seen, work = Seen(), _work(load, _descriptors(folder))
    headers = {"x-shadowscan-secret": SECRET, "x-shadowscan-user": WHO}
    with server(folder) as address, httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        with ThreadPoolExecutor(load.clients) as pool:
            asked = [pool.submit(_ask, client, kind, path, seen) for kind, path in work]
            for scan in range(1, load.publishes + 1):
                publish(large(result, load.findings, scan), workspace, quiet)
        for one in asked:
            one.result()
    seen.lost = _lost(folder, seen.noted)
    return seen


def _descriptors(folder: Path) -> list[str]:
    """Return the keys of a table of whose rows Datasette makes the page."""
    with closing(sqlite3.connect(folder / "published" / "bu_claims.db")) as claims:
        return [key for (key,) in claims.execute("select descriptor_id from descriptors order by 1")]


def _work(load: Load, descriptors: list[str]) -> list[tuple[str, str]]:
    """Return kinds and paths of requests, mixed, always the same ones; every decision on a finding of its own."""
    chance = random.Random(7)
    decisions = [("decision", f"/-/finding/fl-{number:06d}") for number in range(load.decisions)]
    rest = load.requests - len(decisions)
    pages = [(FINDING, f"/bu_claims/findings/fl-{chance.randrange(load.findings):06d}") for _ in range(rest // 3)]
    rows = [(ROW, f"/bu_claims/descriptors/{chance.choice(descriptors)}") for _ in range(rest // 3)]
    others = [chance.choice(sorted(FIXED.items())) for _ in range(rest - len(pages) - len(rows))]
    work = [*decisions, *pages, *rows, *others]
    chance.shuffle(work)
    return work


def _ask(client: httpx.Client, kind: str, path: str, seen: Seen) -> None:
    started = time.perf_counter()
    try:
        answer = client.get(path)
    except httpx.HTTPError as error:
        seen.errors.append(f"{path}: {error!r}")
        return
    seen.seconds.setdefault(kind, []).append(time.perf_counter() - started)
    if answer.status_code != 200:
        seen.errors.append(f"{path}: {answer.status_code}")
    elif len(set(MARK.findall(answer.text))) > 1:
        seen.torn.append(path)
    elif kind == "decision":
        _decide(client, path, answer.text, seen)


def _decide(client: httpx.Client, path: str, page: str, seen: Seen) -> None:
    forms = re.findall(r'<form class="ss-form" method="post".*?</form>', page, re.DOTALL)
    hidden = [dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)) for form in forms]
    note = next(form for form in hidden if form.get("form") == "note")
    form = {name: html.unescape(value) for name, value in note.items()}
    started = time.perf_counter()
    answer = client.post("/-/decide", data=form | {"why": f"seen at {path}"})
    seen.seconds.setdefault("posting a decision", []).append(time.perf_counter() - started)
    if answer.status_code == 303:
        seen.noted.append(f"seen at {path}")
    else:
        seen.errors.append(f"{path}: the decision was answered {answer.status_code}")


def _lost(folder: Path, noted: list[str]) -> list[str]:
    """Return the decisions that were taken but do not stand once in the log and in both kinds of file."""
    with closing(sqlite3.connect(folder / "published" / "bu_claims.db")) as claims:
        shown = [why for (why,) in claims.execute("select why from decisions")]
    with closing(sqlite3.connect(folder / "private" / "findings.db")) as whole:
        kept = [why for (why,) in whole.execute("select why from decisions")]
    logged = [decision.why for decision in read_decisions(folder / "private")]
    return [why for why in noted if (logged.count(why), kept.count(why), shown.count(why)) != (1, 1, 1)]


def main() -> int:
    """Print what was met; return 1 if a page failed or was torn, or a decision was lost."""
    given = [int(word) for word in sys.argv[1:]]
    load = Load(*given)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        seen = run(Path(name) / "workspace", load)
    asked = sum(map(len, seen.seconds.values()))
    print(f"{load.findings:,} findings, {load.clients} clients, {load.publishes} publishes, {asked:,} answers")
    print(f"errors {len(seen.errors)}, torn pages {len(seen.torn)}, decisions {len(seen.noted)}, lost {len(seen.lost)}")
    for kind in sorted(seen.seconds):
        middle = sorted(seen.seconds[kind])[len(seen.seconds[kind]) // 2]
        print(f"{kind}: {len(seen.seconds[kind])}, median {middle * 1000:.0f} ms, p95 {seen.p95(kind) * 1000:.0f} ms")
    print(f"p95 of the finding page is {seen.p95(FINDING) / seen.p95(ROW):.2f} times that of a plain row page")
    print(f"{time.perf_counter() - started:.0f} s in all")
    for problem in (*seen.errors[:10], *seen.torn[:10], *seen.lost[:10]):
        print(problem)
    return 1 if seen.errors or seen.torn or seen.lost else 0


if __name__ == "__main__":
    sys.exit(main())
