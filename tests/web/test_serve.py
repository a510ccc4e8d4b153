from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from made.visitor import SECRET, Visitor
from shadowscan.errors import InputError
from shadowscan.web.serve import check_sign_on, make_datasette


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.org", "::"])
def test_acting_as_somebody_works_on_this_machine_only(published: Path, host: str) -> None:
    with pytest.raises(InputError, match="this machine only"):
        check_sign_on(published, host, None, "cio@harbour.example")


def test_acting_as_somebody_refuses_a_socket_and_unknown_people(published: Path) -> None:
    with pytest.raises(InputError, match="this machine only"):
        check_sign_on(published, "127.0.0.1", Path("x.sock"), "cio@harbour.example")
    with pytest.raises(InputError, match="not on the access list"):
        check_sign_on(published, "127.0.0.1", None, "stranger@harbour.example")
    assert check_sign_on(published, "127.0.0.1", None, "CIO@harbour.example") == "cio@harbour.example"


def test_a_short_proxy_secret_is_refused(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHADOWSCAN_PROXY_SECRET", "short")
    with pytest.raises(InputError, match="too short"):
        check_sign_on(published, "127.0.0.1", None, None)


def test_the_person_acted_as_sees_their_pages(serve_as: Callable[[str], Any]) -> None:
    anna = serve_as("anna@harbour.example")

    home = anna.get("/").text

    assert "Claims Handling" in home
    assert "Retail Insurance" not in home
    assert anna.get("/bu_claims/findings").status_code == 200
    assert anna.get("/bu_retail/findings").status_code == 404


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"x-forwarded-for": "10.0.0.1"}, {"forwarded": "for=1"}])
def test_acting_as_somebody_is_off_for_proxies_and_other_names(
    serve_as: Callable[[str], Any], headers: dict[str, str]
) -> None:
    assert serve_as("cio@harbour.example").get("/group", headers=headers).status_code == 403


def test_a_person_taken_off_the_list_is_out_at_once(published: Path, tmp_path: Path) -> None:

    folder = tmp_path / "copy"
    shutil.copytree(published, folder)
    visitor = Visitor(make_datasette(folder, "cio@harbour.example"))
    assert visitor.get("/group").status_code == 200

    settings = folder / "shadowscan.yaml"
    settings.write_text(settings.read_text().replace("cio@", "cfo@"))
    assert visitor.get("/group").status_code == 403

    settings.write_text("organisation: [broken")
    assert visitor.get("/group").status_code == 403


def test_no_other_plugin_can_widen_what_was_decided(visitor: Any) -> None:
    class Generous:
        __name__ = "generous"

        @hookimpl(trylast=True)
        def permission_allowed(self) -> bool:
            return True

    plugin = Generous()
    pm.register(plugin, "generous")
    try:
        assert visitor.get("/bu_retail/findings.json", "anna@harbour.example").status_code == 404
        assert visitor.get("/group/findings.json").status_code == 403
    finally:
        pm.unregister(plugin)


def test_what_is_not_yours_looks_like_what_does_not_exist(visitor: Any) -> None:
    denied = visitor.get("/bu_retail/findings.json", "anna@harbour.example")
    missing = visitor.get("/bu_nowhere/findings.json", "anna@harbour.example")

    assert (denied.status_code, denied.content) == (missing.status_code, missing.content)


def test_strangers_are_told_how_to_sign_in(visitor: Any) -> None:
    answer = visitor.get("/")

    assert answer.status_code == 403
    assert "sign-on" in answer.text


def test_every_answer_carries_strict_headers(visitor: Any) -> None:
    for path in ("/", "/bu_claims", "/bu_claims/findings", "/nothing", "/-/static/app.css"):
        headers = visitor.get(path, "anna@harbour.example").headers
        assert "script-src 'self';" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
    assert "no-store" in visitor.get("/bu_claims", "anna@harbour.example").headers["cache-control"]


def test_pages_hold_no_script_of_their_own(visitor: Any) -> None:
    for path in ("/", "/group", "/group/findings", "/group/findings/fi-00", "/group?sql=select+1"):
        page = visitor.get(path, "analyst@harbour.example").text
        assert "<script>" not in page, path
        assert 'lang="en"' in page


def test_an_admin_sees_the_harmless_core_pages_only(visitor: Any) -> None:
    assert "python" in visitor.get("/-/versions.json", "admin@harbour.example").json()
    assert visitor.get("/-/databases.json", "admin@harbour.example").status_code == 404
    assert visitor.get("/-/metadata.json", "admin@harbour.example").status_code == 404


def test_plain_datasette_with_the_metadata_file_follows_the_same_rules(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setenv("SHADOWSCAN_PROXY_SECRET", SECRET)
    metadata = json.loads((published / "private" / "datasette.json").read_text())
    files = sorted(str(file) for file in (published / "published").glob("*.db"))
    visitor = Visitor(Datasette(files, metadata=metadata))

    assert visitor.get("/bu_claims/findings", "anna@harbour.example").status_code == 200
    assert visitor.get("/bu_retail/findings", "anna@harbour.example").status_code == 404
    assert visitor.get("/group.db", "cio@harbour.example").status_code == 404
    assert visitor.get("/group").status_code == 403


def test_the_plugin_leaves_other_datasettes_alone(tmp_path: Path) -> None:

    visitor = Visitor(Datasette([], memory=True))

    answer = visitor.get("/_memory.json?sql=select+1")
    assert answer.status_code == 200
    assert "content-security-policy" not in answer.headers
    assert visitor.get("/-/versions.json").status_code == 200


def test_the_secret_is_kept_and_readable_by_its_owner_only(published: Path) -> None:
    first, second = make_datasette(published), make_datasette(published)

    assert first._secret == second._secret
    assert (published / "private" / "secret").stat().st_mode & 0o077 == 0


def test_serving_an_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing is published"):
        make_datasette(tmp_path)


def test_values_are_shown_as_people_read_them(visitor: Any) -> None:
    page = visitor.get("/group/findings", "cio@harbour.example").text

    assert "90,000.00" in page
    assert 'ss-pill-prohibited">prohibited' in page
    assert ">Salesforce</a>" in page
    assert "Spend 12 months" in page
    assert "&lt;3" in page


def test_texts_from_exports_are_escaped() -> None:
    from shadowscan.web.cells import render
    from shadowscan.web.site import PageColumn, PageTable, Site

    columns = {kind: PageColumn(kind, kind) for kind in ("pill", "list", "people", "units")}
    site = Site(Path(), tables={"t": PageTable("", "", 1, frozenset(), "", "", columns)})
    bad = '<script>"x"</script>'
    for column, value in (("pill", bad), ("list", json.dumps([bad])), ("people", bad), ("units", json.dumps([bad]))):
        assert "<script>" not in str(render(site, lambda table, key: "", "t", column, value))
