"""`shadowscan serve`: Datasette over the published files, in this process."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shadowscan.errors import InputError
from shadowscan.publish import recover
from shadowscan.web.compat import default_deny
from shadowscan.web.signin import is_loopback, proxy_secret
from shadowscan.web.site import METADATA, SETTINGS
from shadowscan.workspace import read_settings

_SETTINGS: dict[str, Any] = {
    "allow_download": False,
    "suggest_facets": False,
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 1500,
    "facet_time_limit_ms": 500,
    "num_sql_threads": 4,
    "max_csv_mb": 50,
    "default_cache_ttl": 0,
}


def serve(
    folder: Path, host: str, port: int, uds: Path | None, as_person: str | None, say: Callable[[str], None]
) -> None:
    """Serve a workspace's published files until stopped; `say` prints where. Raise InputError if it would be unsafe."""
    import uvicorn

    person = check_sign_on(folder, host, uds, as_person)
    recover(folder, lambda what, done, total: None)
    app = make_datasette(folder, person).app()
    place = f"unix socket {uds}" if uds else f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    who = (
        f"as {person}"
        if person
        else "with sign-on by the proxy"
        if proxy_secret()
        else "to nobody yet: see README, Sign-on"
    )
    say(f"Serving {folder} at {place} {who}. Stop with Ctrl-C.")
    uvicorn.run(
        app,
        host=host,
        port=port,
        uds=str(uds) if uds else None,
        log_level="warning",
        lifespan="on",
        server_header=False,
        proxy_headers=not person,
    )


def check_sign_on(folder: Path, host: str, uds: Path | None, as_person: str | None) -> str:
    """Return the person to act as, empty for sign-on by a proxy; refuse to act as anybody beyond this machine."""
    settings = read_settings(folder / SETTINGS)
    if as_person is None:
        proxy_secret()
        return ""
    if uds is not None or not is_loopback(host):
        raise InputError(
            "--as lets in everybody who can reach the server, so it works on this machine only",
            f"--uds {uds}" if uds else f"--host {host}",
            "Leave out --host and --uds, or sign people on by a proxy instead of --as.",
        )
    known = {who.casefold(): who for who in settings.access}
    if as_person.casefold() not in known:
        raise InputError(
            f"'{as_person}' is not on the access list",
            SETTINGS,
            f"Use one of: {', '.join(settings.access)}." if known else "Add people below `access:`.",
        )
    return known[as_person.casefold()]


def make_datasette(folder: Path, as_person: str = "") -> Any:
    """Return a Datasette over a workspace's published files with safe settings."""
    from datasette.app import Datasette

    metadata_file = folder / "private" / METADATA
    if not metadata_file.is_file():
        raise InputError("nothing is published yet", str(folder), f"Run: shadowscan scan {folder}")
    metadata = json.loads(metadata_file.read_text(encoding="utf-8"))
    metadata["plugins"]["shadowscan"] |= {"workspace": str(folder.resolve()), "as": as_person}
    names = [name for name in metadata["databases"] if (folder / "published" / f"{name}.db").is_file()]
    files = [str(folder / "published" / f"{name}.db") for name in names]
    secret = _secret(folder / "private" / "secret")
    return Datasette(files, metadata=metadata, settings=_SETTINGS, secret=secret, **default_deny())


def _secret(path: Path) -> str:
    """Return the secret that signs cookies, made once and readable by its owner only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()
