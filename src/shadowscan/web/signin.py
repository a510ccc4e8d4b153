"""Who is asking: a person named on the command line (loopback only), or by a proxy that knows the shared secret."""

from __future__ import annotations

import hmac
import ipaddress
import os
from collections.abc import Mapping
from typing import Any

from shadowscan.errors import InputError
from shadowscan.web.site import Site

SECRET = "SHADOWSCAN_PROXY_SECRET"
SECRET_HEADER = "SHADOWSCAN_PROXY_SECRET_HEADER"
USER_HEADER = "SHADOWSCAN_PROXY_USER_HEADER"
_DEFAULTS = {SECRET_HEADER: "x-shadowscan-secret", USER_HEADER: "x-shadowscan-user"}
_SHORTEST_SECRET = 16


def actor_of(site: Site, request: Any) -> dict[str, str] | None:
    """Return who asks, None if nobody known; the role is looked up at each question, never carried along."""
    person = (_as_person(site, request.scope) if site.as_person else _by_proxy(request.scope)) or ""
    access = site.grants().access({"id": person})
    return {"id": person, "role": access.role} if access else None


def proxy_secret() -> str:
    """Return the secret shared with the proxy, empty if sign-on by a proxy is off; refuse one easy to guess."""
    secret = os.environ.get(SECRET, "")
    if secret and len(secret) < _SHORTEST_SECRET:
        raise InputError(
            "the proxy's secret is too short", SECRET, f"Use at least {_SHORTEST_SECRET} random characters."
        )
    return secret


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address stays on this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _as_person(site: Site, scope: Mapping[str, Any]) -> str | None:
    """Let in only direct requests from this machine that also name it: no proxy, no other site's name for it."""
    client = scope.get("client")
    forwarded = [name for name, _ in scope["headers"] if name.lower() in (b"forwarded", b"x-forwarded-for")]
    hosts = _header(scope, "host")
    if not client or not is_loopback(client[0]) or forwarded or len(hosts) != 1:
        return None
    name = hosts[0].rsplit(":", 1)[0] if not hosts[0].endswith("]") else hosts[0]
    return site.as_person if is_loopback(name) else None


def _by_proxy(scope: Mapping[str, Any]) -> str | None:
    try:
        secret = proxy_secret()
    except InputError:
        return None
    told = _header(scope, os.environ.get(SECRET_HEADER, _DEFAULTS[SECRET_HEADER]))
    users = _header(scope, os.environ.get(USER_HEADER, _DEFAULTS[USER_HEADER]))
    if not secret or len(told) != 1 or len(users) != 1:  # a header that stands twice may be half forged
        return None
    return users[0].strip() if hmac.compare_digest(told[0].encode(), secret.encode()) else None


def _header(scope: Mapping[str, Any], name: str) -> list[str]:
    wanted = name.lower().encode("latin-1")
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == wanted]
