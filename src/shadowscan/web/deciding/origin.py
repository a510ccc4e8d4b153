"""Whether a write comes from one of our own pages, as the browser says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

_OURS = ("same-origin", "none")  # none: typed or pressed by the user


def same_origin(scope: Mapping[str, Any]) -> bool:
    """Tell whether a request comes from our own pages: `Sec-Fetch-Site`, else `Origin` against `Host`.

    A request with neither comes from no browser; who signs it on is settled elsewhere.
    """
    site, origin = _header(scope, "sec-fetch-site"), _header(scope, "origin")
    if len(site) > 1 or len(origin) > 1:
        return False
    if site and site[0] not in _OURS:
        return False
    if not origin:
        return True
    hosts = [*_header(scope, "host"), *_header(scope, "x-forwarded-host")]
    return origin[0] != "null" and urlsplit(origin[0]).netloc in hosts


def _header(scope: Mapping[str, Any], name: str) -> list[str]:
    wanted = name.encode("latin-1")
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == wanted]
