"""Somebody who asks a Datasette over the small organisation."""

from __future__ import annotations

import asyncio
import html
import re
from typing import Any

import httpx

SECRET = "a-shared-secret-of-the-proxy"


class Visitor:
    """Ask a Datasette as somebody the proxy has signed on, or as nobody."""

    def __init__(self, datasette: Any) -> None:
        self.datasette = datasette

    def get(self, path: str, who: str | None = None, headers: dict[str, str] | None = None) -> Any:
        told = {"x-shadowscan-secret": SECRET, "x-shadowscan-user": who} if who else {}
        return asyncio.run(self.datasette.client.get(path, headers=told | (headers or {})))

    def post(
        self, path: str, who: str | None, form: dict[str, str | list[str]], headers: dict[str, str] | None = None
    ) -> Any:
        told = {"x-shadowscan-secret": SECRET, "x-shadowscan-user": who} if who else {}
        return asyncio.run(self.datasette.client.post(path, data=form, headers=told | (headers or {})))

    def forms(self, path: str, who: str) -> list[dict[str, str]]:
        """Return the hidden fields of the forms on a page that decide something."""
        page = self.get(path, who).text
        found = re.findall(r'<form class="ss-form" method="post".*?</form>', page, re.DOTALL)
        hidden = [re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form) for form in found]
        return [{name: html.unescape(value) for name, value in fields} for fields in hidden]

    def form(self, path: str, who: str, kind: str) -> dict[str, str]:
        """Return the hidden fields of one form of a page."""
        return next(form for form in self.forms(path, who) if form.get("form") == kind)

    def get_all(self, paths: list[str], who: str | None = None) -> list[tuple[str, int, bytes]]:
        told = {"x-shadowscan-secret": SECRET, "x-shadowscan-user": who} if who else {}

        async def ask() -> list[tuple[str, int, bytes]]:
            await self.datasette.invoke_startup()
            app = httpx.ASGITransport(app=self.datasette.app())  # made once; the client above makes one a request
            async with httpx.AsyncClient(transport=app, base_url="http://localhost", headers=told) as client:
                answers = [(path, await client.get(path)) for path in paths]
            return [(path, answer.status_code, answer.content) for path, answer in answers]

        return asyncio.run(ask())
