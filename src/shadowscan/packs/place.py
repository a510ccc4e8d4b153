"""Files into place: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from shadowscan.errors import InputError


def put(path: Path, content: bytes) -> Path:
    """Write a file beside its place and move it there; raise InputError where that cannot be done."""
    if path.is_dir():
        raise InputError("this is a folder, and a file is to be written", str(path), "Name a file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(beside).chmod(0o644)
            Path(beside).replace(path)
        except OSError:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(
            f"the file cannot be written ({error.strerror})", str(path), "Close it where it is open, or name another."
        ) from None
    return path
