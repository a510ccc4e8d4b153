"""Pseudonyms of people: the same person has the same one in every scan of an organisation, and nobody can go back."""

from __future__ import annotations

import hashlib
from pathlib import Path

_LONGEST_KEY = 64  # bytes; the hash function takes no more


def pseudonym_key(private: Path, organisation: str) -> bytes:
    """Return the key of the pseudonyms: the file private/pseudonym.key, else the organisation's name."""
    path = private / "pseudonym.key"
    key = path.read_bytes().strip() if path.is_file() else b""
    key = key or organisation.encode()
    return key if len(key) <= _LONGEST_KEY else hashlib.blake2b(key).digest()


def pseudonym(key: bytes, person: str) -> str:
    """Return the pseudonym of a person, named by person_id, else address, else name."""
    return f"P-{hashlib.blake2b(person.encode(), digest_size=5, key=key).hexdigest()}"
