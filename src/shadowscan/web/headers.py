"""Headers that keep browsers strict: nothing from elsewhere, no frames, no guessing, nothing kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

# Datasette's pages use style attributes; scripts come from files only.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex, nofollow",
}

App = Callable[[Any, Any, Any], Awaitable[None]]


def with_headers(app: App) -> App:
    """Wrap an ASGI application so that every answer carries the headers."""
    ours = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
    names = {name for name, _ in ours}

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        async def strict(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in names]
                message = {**message, "headers": [*kept, *ours]}
            await send(message)

        await app(scope, receive, strict)

    return wrapped
