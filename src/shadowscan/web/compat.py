"""What differs between Datasette 0.65 and 1.0: who may see what, and which of our templates fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datasette import hookspecs
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader

from shadowscan.web.access import Grants, decide

MODERN = hasattr(hookspecs, "permission_resources_sql")  # 1.0
_PAGES = Path(__file__).parent / "html"  # not `templates`, which Datasette would load even where we are not configured
_OWN, _NATIVE = _PAGES / "own", _PAGES / "native"


def loader(core: BaseLoader) -> BaseLoader:
    """Lay our templates over the core's: our own pages everywhere, its pages only where we know their markup."""
    folders = [_OWN] if MODERN else [_OWN, _NATIVE]
    return ChoiceLoader([*(FileSystemLoader(str(folder)) for folder in folders), core])


def default_deny() -> dict[str, bool]:
    """Return what tells Datasette 1.0 to allow nothing on its own."""
    return {"default_deny": True} if MODERN else {}


def permissions(grants: Grants, actor: Any, action: str) -> Any:
    """Return our answer for Datasette 1.0 as SQL: everything denied but what is granted, and nobody may widen it."""
    from datasette.permissions import PermissionSQL

    allowed = [name for name in sorted(grants.files) if decide(grants, actor, action, name)]
    rows = ["select null as parent, null as child, :ss_all as allow, 'shadowscan' as reason"]
    values: dict[str, Any] = {"ss_all": int(decide(grants, actor, action, None))}
    for number, name in enumerate(allowed):
        rows.append(f"select :ss_db{number}, null, 1, 'shadowscan'")
        values[f"ss_db{number}"] = name
    return PermissionSQL(sql=" union all ".join(rows), params=values, restriction_sql=_restriction(len(allowed)))


def _restriction(count: int) -> str | None:
    """Return the databases beyond which no other plugin can allow anything; the parameters are those of the answer."""
    if count == 0:
        return "select null as parent, null as child where 0"
    return " union all ".join(f"select :ss_db{number} as parent, null as child" for number in range(count))
