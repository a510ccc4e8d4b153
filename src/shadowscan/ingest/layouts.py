"""Files with several record types: each row belongs to the header row of its type."""

from __future__ import annotations

from collections.abc import Sequence

from shadowscan.ingest.detect import Head
from shadowscan.ingest.source import Layouts, Source
from shadowscan.ingest.texts import header_key


def layout_headers(layouts: Layouts, rows: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Return the header row of each record type: it starts with the type column's name, or with the type itself."""
    found: dict[str, list[str]] = {}
    for row in rows:
        keys = [header_key(cell) for cell in row]
        if not keys or not _starts_header(layouts, keys):
            continue
        for name, layout in layouts.types.items():
            own_name = keys[0] == header_key(name)
            fits = all(any(header_key(h) in keys for h in header.split(" | ")) for header in layout.headers)
            if name not in found and fits and (own_name or keys[0] == header_key(layouts.column)):
                found[name] = [cell.strip() for cell in row]
                break
    return found


def _starts_header(layouts: Layouts, keys: list[str]) -> bool:
    if keys[0] == header_key(layouts.column):
        return True
    layout = next((one for name, one in layouts.types.items() if header_key(name) == keys[0]), None)
    return layout is not None and any(header_key(h) in keys for header in layout.headers for h in header.split(" | "))


def flat_header(layouts: Layouts, headers: dict[str, list[str]]) -> list[str]:
    """Return one header for all: the type, the columns of the rows, then the carriers' as `Type: column`."""
    names = [layouts.column]
    for name, layout in layouts.types.items():
        if layout.role == "rows":
            names += [h for h in headers.get(name, [])[1:] if h not in names]
    for name, layout in layouts.types.items():
        if layout.role == "carries":
            names += [f"{name}: {h}" for h in headers.get(name, [])[1:]]
    return names


def typed_head(source: Source, head: Head) -> Head | None:
    """Return the head with one flat header row in front, where the file shows this source's record types."""
    layouts = source.read.layouts
    if layouts is None:
        return None
    headers = layout_headers(layouts, head.rows)
    if not any(layouts.types[name].role == "rows" for name in headers):
        return None
    return Head(
        (head.starts[0], *head.starts),
        (flat_header(layouts, headers), *head.rows),
        head.delimiter,
        head.quoting,
        head.sheet,
        head.explode,
        head.is_text,
    )


def flatten(
    layouts: Layouts, starts: Sequence[int], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[int], list[list[str]], list[tuple[int, list[str], str]]]:
    """Return flat header, lines, rows, and the rows that fit no layout with the reason.

    A carrier's cells go to the rows that name its key, else to the rows below it. Rows of the role `skip` keep
    their type in the first cell, so that a drop of the source can name them.
    """
    headers = layout_headers(layouts, rows)
    names = flat_header(layouts, headers)
    position = {name: i for i, name in enumerate(names)}
    carriers = _carriers(layouts, headers, rows)
    lines: list[int] = []
    flat: list[list[str]] = []
    unread: list[tuple[int, list[str], str]] = []
    above: dict[str, list[str]] = {}
    for start, row in zip(starts, rows, strict=True):
        kind = _type_of(layouts, row)
        if not any(cell.strip() for cell in row) or _is_header(layouts, headers, row):
            continue
        if kind is None:
            unread.append((start, list(row), f"the record type '{row[0].strip()[:40]}' is not known"))
            continue
        role, header = layouts.types[kind].role, headers.get(kind)
        if role == "carries":
            above[kind] = list(row)
            continue
        cells = [""] * len(names)
        cells[0] = kind
        if role == "rows":
            if header is None or len(row) < len(header) or any(c.strip() for c in row[len(header) :]):
                unread.append((start, list(row), f"the row has {len(row)} cells, its header {len(header or [])}"))
                continue
            for name, cell in list(zip(header, row, strict=False))[1:]:
                cells[position[name]] = cells[position[name]] or cell
            _add_carried(layouts, headers, carriers, above, dict(zip(header, row, strict=False)), cells, position)
        lines.append(start)
        flat.append(cells)
    return names, lines, flat, unread


def _type_of(layouts: Layouts, row: Sequence[str]) -> str | None:
    key = header_key(row[0]) if row else ""
    return next((name for name in layouts.types if header_key(name) == key), None)


def _is_header(layouts: Layouts, headers: dict[str, list[str]], row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row]
    return cells in headers.values() or (bool(cells) and header_key(cells[0]) == header_key(layouts.column))


def _carriers(
    layouts: Layouts, headers: dict[str, list[str]], rows: Sequence[Sequence[str]]
) -> dict[str, dict[str, list[str]]]:
    """Return, for each carrying type, its rows by key."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        kind = _type_of(layouts, row)
        header = headers.get(kind) if kind else None
        if kind is None or header is None or layouts.types[kind].role != "carries" or _is_header(layouts, headers, row):
            continue
        values = {header_key(name): cell for name, cell in zip(header, row, strict=False)}
        key = values.get(header_key(layouts.carrier_key), "").strip() if layouts.carrier_key else ""
        if key:
            found.setdefault(kind, {})[key] = list(row)
    return found


def _add_carried(
    layouts: Layouts,
    headers: dict[str, list[str]],
    carriers: dict[str, dict[str, list[str]]],
    above: dict[str, list[str]],
    row: dict[str, str],
    cells: list[str],
    position: dict[str, int],
) -> None:
    keys = {header_key(name): cell.strip() for name, cell in row.items()}
    wanted = keys.get(header_key(layouts.row_key), "") if layouts.row_key else ""
    for kind, layout in layouts.types.items():
        header = headers.get(kind)
        if layout.role != "carries" or header is None:
            continue
        carrier = carriers.get(kind, {}).get(wanted) if wanted else above.get(kind)
        for name, cell in list(zip(header, carrier or [], strict=False))[1:]:
            cells[position[f"{kind}: {name}"]] = cell
