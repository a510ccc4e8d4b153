"""Sealed forms: a page's forms carry, signed, for whom they were made, on what, and what was decided by then."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from typing import Any

_PURPOSE = "shadowscan: forms that decide"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Hold what a form was made for."""

    who: str
    subject: str
    seen: str  # the newest decision on the subject that the page showed
    scan_id: str
    nonce: str


def form_key(datasette: Any) -> bytes:
    """Return the key of a server's forms, derived from the secret that signs its cookies."""
    return str(datasette.sign(_PURPOSE, _PURPOSE)).encode()


def seal(key: bytes, who: str, subject: str, seen: str, scan_id: str) -> str:
    """Return a token for the forms on one subject of one page."""
    made = Sealed(who, subject, seen, scan_id, secrets.token_urlsafe(12))
    payload = json.dumps(asdict(made), ensure_ascii=True).encode().hex()
    return f"{payload}.{_signature(key, payload)}"


def unseal(key: bytes, token: str) -> Sealed | None:
    """Return what a token says, None where it was not sealed here."""
    payload, _, signature = token.partition(".")
    if not hmac.compare_digest(_signature(key, payload).encode(), signature.encode("utf-8", "replace")):
        return None
    return Sealed(**json.loads(bytes.fromhex(payload)))


def _signature(key: bytes, payload: str) -> str:
    return hmac.new(key, payload.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
