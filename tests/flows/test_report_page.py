"""The report: one page that says what the warehouse says, to everybody, and asks nobody for anything."""

from __future__ import annotations

import asyncio
import base64
import re
import shutil
import stat
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import duckdb
import html5lib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from playwright.sync_api import expect

from flows.report import TO_JUDGE
from flows.report_page.facts import facts
from flows.report_page.layout import LINE_HEIGHT, Box, labels, places
from flows.report_page.page import TEMPLATES, page, write_report
from flows.report_page.where import report_file, report_link
from flows.report_server import WithReport
from flows.sources import load_settings
from tests.flows.browser import browser_page
from tests.flows.command_line import reknit
from tests.flows.household import settle, write_members
from tests.flows.running import sync
from warehouse.settings import Settings

XHTML = "{http://www.w3.org/1999/xhtml}"

NAMES_AS_DATA = ("<script>alert(1)</script>", '=HYPERLINK("http://evil.example","x")', "\"><img src=x onerror='x'>",
                 "{{ 7 * 7 }}", "שרה כהן", "👩‍🔬 Ada 🚀", "A\x0bB\x00C", "]]></svg></style>&amp;", "")  # fmt: skip


def parsed(text: str) -> Any:
    """The page as a tree; a page that is not valid HTML fails."""
    return html5lib.HTMLParser(strict=True).parse(text)


def told(element: Any) -> str:
    """What an element says, its white space folded."""
    return " ".join("".join(element.itertext()).split())


def one(tree: Any, tag: str, anchor: str) -> Any:
    (element,) = (each for each in tree.iter(f"{XHTML}{tag}") if each.get("id") == anchor)
    return element


@pytest.fixture(scope="module")
def warehouse(sample_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's."""
    with duckdb.connect(str(sample_home / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def text(warehouse: duckdb.DuckDBPyConnection) -> str:
    """The sample's page."""
    return page(warehouse)


@pytest.fixture
def changed(sample_home: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the sample's warehouse, for writing."""
    copy = shutil.copy(sample_home / "warehouse.duckdb", tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(copy)) as connection:
        yield connection


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a household, not synced yet."""
    return load_settings(settle(tmp_path))


def number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    ((found,),) = connection.execute(query).fetchall()
    return int(found)


# -- what it says -----------------------------------------------------------------------------------------------------


def test_every_query_is_answered_by_todays_warehouse(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert [name for name, rows in facts(warehouse).items() if rows is None] == []


def test_the_page_is_valid_and_its_headings_are_in_order(text: str) -> None:
    tree = parsed(text)
    levels = [int(each.tag[-1]) for each in tree.iter() if re.fullmatch(r".*\}h[1-6]", str(each.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    targets = {each.get("href")[1:] for each in tree.iter() if (each.get("href") or "").startswith("#")}
    assert targets <= set(ids)


def test_the_totals_are_those_of_the_warehouse(text: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    totals = [told(each).replace(",", "") for each in parsed(text).iter(f"{XHTML}dd")]
    assert totals == [
        str(number(warehouse, query))
        for query in (
            "select count(*) from person where is_current and not is_me",
            "select count(*) from tie, as_of where last_contact_on > as_of - 365",
            "select count(*) from tie where rhythm in ('cooling', 'dormant')",
            "select count(distinct person_id) from former_colleague where certain_days > 0",
            f"select count(*) from ({TO_JUDGE})",
        )
    ]


def test_each_station_says_how_many_were_there_and_names_the_first_fifteen(
    text: str, warehouse: duckdb.DuckDBPyConnection
) -> None:
    tree = parsed(text)
    stations = [each for each in tree.iter(f"{XHTML}details") if each.get("name") == "station"]
    for station in stations:
        name = told(next(station.iter(f"{XHTML}h3")))
        ((certain, possible),) = warehouse.execute(
            "select count(*) filter (certain_days > 0), count(*) filter (certain_days = 0 and is_possible) "
            "from shared_history join organization_name using (organization_id) where organization_name.name = ?",
            [name],
        ).fetchall()
        assert f"{certain} certainly there with you, {possible} more perhaps." in told(station)
        assert len(list(station.iter(f"{XHTML}tr"))) == min(certain + possible, 15) + bool(certain + possible)
    assert len(stations) == number(
        warehouse, "select count(distinct organization_id) from affiliation where person_id = me()"
    )


def test_quarters_and_job_changes_and_gaps_add_up(text: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    tree = parsed(text)
    rows = [[told(cell) for cell in row] for row in one(tree, "section", "ties").iter(f"{XHTML}tr")]
    quarters = [row for row in rows if re.fullmatch(r"\d{4}, [1-4]", row[0])]
    assert sum(int(row[2]) for row in quarters) == number(warehouse, "select count(*) from tie")
    changes = number(warehouse, "select count(*) from job_change")
    assert f"25 of {changes:,}." in told(one(tree, "section", "moves"))
    for what in warehouse.execute("select what from gap").fetchall():
        assert what[0] in told(one(tree, "section", "unknown"))


def test_the_same_warehouse_gives_the_same_page(text: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    assert page(warehouse) == text


def test_an_older_warehouse_is_shown_without_what_it_lacks(changed: duckdb.DuckDBPyConnection) -> None:
    changed.execute("drop table job_change")
    tree = parsed(page(changed))
    assert "reknit rebuild" in told(one(tree, "section", "moves"))
    assert "reknit rebuild" not in told(one(tree, "section", "career"))


def test_without_an_owner_or_anything_else_the_page_says_so(tmp_path: Path) -> None:
    path = settle(tmp_path, people=3)
    path.write_text(re.sub(r"(?s)\[me\].*?\n\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    sync(path, grace_seconds=0, draws=True)
    tree = parsed(report_file(load_settings(path)).read_text(encoding="utf-8"))
    assert "The settings name no owner" in told(tree)
    assert "No source tells where you worked or studied." in told(tree)
    assert "No source tells of any contact." in told(tree)


# -- whom it asks and lets in -----------------------------------------------------------------------------------------


def test_nothing_outside_the_page_is_named_in_it(text: str) -> None:
    tree = parsed(text)
    links = [value for each in tree.iter() for name, value in each.attrib.items() if str(name).endswith("href")]
    assert links
    assert all(link.startswith(("#", "mailto:")) for link in links)
    assert not [each for each in tree.iter() if {"src", "srcset", "style", "action"} & set(map(str, each.attrib))]
    assert not re.search(r"@import|url\(|https?://(?!www\.w3\.org/)", text)
    (policy,) = (each.get("content") for each in tree.iter(f"{XHTML}meta") if each.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_names_are_data_whatever_they_look_like(text: str, changed: duckdb.DuckDBPyConnection) -> None:
    changed.execute("create table strange as select unnest(?) as name, unnest(range(?)) as place",
                    [list(NAMES_AS_DATA), len(NAMES_AS_DATA)])  # fmt: skip
    for table, key, columns in (
        ("person", "person_id", ("name", "title", "organization", "email")),
        ("tie", "person_id", ("name",)),
        ("organization_name", "organization_id", ("name",)),
        ("affiliation", "organization_id", ("organization", "title")),
        ("job_change", "person_id", ("name", "from_organization", "to_title")),
        ("source_status", "source", ("source", "last_message")),
        ("match_evidence", "profile_id_a", ("why",)),
    ):
        for column in columns:
            changed.execute(
                f"update {table} set {column} = "
                f"(select strange.name from strange where place = hash({table}.{key}) % {len(NAMES_AS_DATA)})"
            )
    tree = parsed(page(changed))
    tags = {str(each.tag) for each in tree.iter()}
    assert tags <= {str(each.tag) for each in parsed(text).iter()} | {f"{XHTML}br"}
    shown = told(tree)
    for name in ("<script>alert(1)</script>", "{{ 7 * 7 }}", "שרה כהן", "👩‍🔬 Ada 🚀", "A\N{REPLACEMENT CHARACTER}B"):
        assert name in shown
    assert "alert(1)" not in "".join(told(each) for each in tree.iter(f"{XHTML}script"))


def test_only_the_owner_may_read_it_and_a_draft_never_stays(
    sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(sample_home / "reknit.toml")
    file = write_report(settings, tmp_path / "page.html")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    monkeypatch.setattr("flows.report_page.page.sync_to_disk", _full)
    with pytest.raises(OSError, match="No space"):
        write_report(settings, file)
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]
    assert file.read_bytes() == before


def _full(path: Path) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.slow
def test_a_sync_draws_it_and_is_not_failed_by_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    sync(settings.path, grace_seconds=0, draws=True)
    file = report_file(settings)
    drawn_at = file.stat().st_mtime_ns
    sync(settings.path, grace_seconds=0, draws=True)
    assert file.stat().st_mtime_ns == drawn_at, "nothing has changed, so nothing is drawn"

    file.unlink()
    sync(settings.path, grace_seconds=0, draws=True)
    assert file.exists(), "a run that was killed before it drew is made good by the next"

    monkeypatch.setattr("flows.report_page.page.page", lambda connection: 1 / 0)
    write_members(settings.path.parent / "inbox/club.csv", range(50))
    sync(settings.path, grace_seconds=0, draws=True)
    assert "The report was not drawn: ZeroDivisionError in" in capfd.readouterr().err
    assert not file.exists(), "the old page no longer says what the warehouse says"


def test_the_command_writes_it_where_it_is_told_to(sample_home: Path, tmp_path: Path) -> None:
    ran = reknit(sample_home, "report", "--out", str(tmp_path / "mine.html"))
    assert ran.status == 0
    assert "mine.html shows them" in ran.out
    parsed((tmp_path / "mine.html").read_text(encoding="utf-8"))


# -- on Prefect's pages -----------------------------------------------------------------------------------------------


def test_our_own_server_shows_it_and_another_is_told_where_it_is(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert report_link(settings) is None
    settings.folder.mkdir(exist_ok=True)
    report_file(settings).touch()
    monkeypatch.setenv("PREFECT_HOME", str(settings.folder / "prefect"))
    assert report_link(settings) == "/report"
    monkeypatch.setenv("PREFECT_HOME", "elsewhere")
    assert report_link(settings) == report_file(settings).as_uri()


def answer(
    report: Path, path: str = "/report", password: str | None = None, given: str | None = None
) -> tuple[int, Any]:
    """Status and body that a server with this report answers with; (0, "prefect") when it is left to Prefect."""
    sent: list[Any] = []

    async def prefect(scope: Any, receive: Any, send: Any) -> None:
        sent.extend([{"status": 0, "headers": []}, {"body": b"prefect"}])

    async def receive() -> Any:
        return {}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"authorization", b"Basic " + base64.b64encode(given.encode()))] if given else []
    scope = {"type": "http", "path": path, "method": "GET", "headers": headers}
    asyncio.run(WithReport(prefect, report, password)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"].decode()


def test_the_server_shows_the_report_to_whoever_has_its_password(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    assert answer(report)[0] == 404
    report.write_text("<p>us", encoding="utf-8")
    assert answer(report) == (200, "<p>us")
    assert answer(report, "/api/health") == (0, "prefect")
    assert answer(report, password="ada:secret", given="ada:secret") == (200, "<p>us")
    for wrong in (None, "ada:guess", "ada:secret2"):
        assert answer(report, password="ada:secret", given=wrong)[0] == 401


# -- how it looks -----------------------------------------------------------------------------------------------------


def colours(scheme: str) -> dict[str, str]:
    """The style sheet's variables: of the light scheme, or of the dark one over them."""
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)[:2]
    )
    assert dark.keys() == light.keys()
    return dark if scheme == "dark" else light


def luminance(colour: str) -> float:
    """Relative, as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_and_mark_has_contrast_enough_with_its_ground(scheme: str) -> None:
    colour = colours(scheme)

    def contrast(one: str, other: str) -> float:
        dark, light = sorted([luminance(colour[one]), luminance(colour[other])])
        return (light + 0.05) / (dark + 0.05)

    for text in ("ink", "muted", "accent", "warn"):
        for ground in ("ground", "surface", "accent-soft"):
            assert contrast(text, ground) >= 4.5, (text, ground)
    marks = ["work", "education", "membership", "other", *(f"group-{place}" for place in range(1, 6))]
    assert all(contrast(mark, "surface") >= 3 for mark in marks), "WCAG 1.4.11"


@settings_of_hypothesis(max_examples=30)
@given(st.integers(1, 30).flatmap(lambda count: st.tuples(st.just(count), st.lists(
    st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.floats(0, 100)), max_size=40))))  # fmt: skip
def test_everybody_has_a_place_in_the_picture_and_no_name_covers_another(
    case: tuple[int, list[tuple[int, int, float]]],
) -> None:
    count, links = case
    points = places(count, links, 800, 600)
    assert np.isfinite(points).all()
    assert (points >= -1e-6).all()
    assert (points <= [800 + 1e-6, 600 + 1e-6]).all()
    boxes = [
        Box(left, middle - LINE_HEIGHT / 2, left + 9, middle + LINE_HEIGHT / 2)
        for _, left, middle in labels(points, [6.0] * count, ["somebody"] * count, 800)
    ]
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))


FAINT = """() => {
    const parts = (text) => text.match(/[\\d.]+/g).map(Number);
    const luminance = (colour) => {
        const [r, g, b] = parts(colour).slice(0, 3).map((part) => part / 255).map(
            (part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const ground = (element) => {
        for (; element; element = element.parentElement) {
            const colour = getComputedStyle(element).backgroundColor;
            if (parts(colour)[3] !== 0) return colour;
        }
    };
    const faint = [];
    for (const element of document.body.querySelectorAll("*")) {
        const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!says || !element.checkVisibility() || element.tagName === "title") continue;
        const style = getComputedStyle(element);
        const [dark, light] = [element instanceof SVGElement ? style.fill : style.color, ground(element)]
            .map(luminance).sort((one, other) => one - other);
        if ((light + .05) / (dark + .05) < 4.5) faint.push(element.outerHTML.slice(0, 100));
    }
    return faint;
}"""
"""The visible texts that have less contrast with what is behind them than WCAG 2 asks for."""


@pytest.mark.slow
def test_in_a_browser_a_click_or_a_key_shows_the_people_of_a_station(sample_home: Path, tmp_path: Path) -> None:
    report = write_report(load_settings(sample_home / "reknit.toml"), tmp_path / "report.html").as_uri()
    with browser_page(report, tmp_path) as (browser, asked):
        browser.goto(report)
        colleague = browser.locator("#career").get_by_role("rowheader", name="María García López")
        expect(colleague).to_be_hidden()
        browser.locator("#career a").and_(browser.get_by_role("link", name=re.compile("^Kestrel & Vane"))).click()
        expect(colleague).to_be_visible()
        expect(colleague).to_be_in_viewport()

        browser.goto("about:blank")
        browser.goto(report)
        reached: list[str] = []
        while len(reached) < 80 and reached[-1:] != ["Auric Health AG"]:
            browser.keyboard.press("Tab")
            reached.append(browser.evaluate("(document.activeElement.textContent || '').trim().split(':')[0]"))
        assert reached[0] == "Skip to the content"
        assert reached[-1] == "Auric Health AG"
        browser.keyboard.press("Enter")
        expect(browser.locator("details[open] h3")).to_have_text("Auric Health AG")

        pictures = set()
        for scheme, width in (("light", 1300), ("dark", 1300), ("light", 375), ("dark", 375)):
            browser.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            browser.set_viewport_size({"width": width, "height": 900})
            assert browser.evaluate("document.documentElement.scrollWidth") <= width, "nothing is cut off to the right"
            assert browser.evaluate(FAINT) == []
            assert browser.locator("svg:not([aria-label])").count() == 0
            pictures.add(browser.screenshot(path=tmp_path / f"{scheme}-{width}.png", full_page=True))
        assert len(pictures) == 4
        assert min(map(len, pictures)) > 100_000, "a blank page of that size is 20 kB"
        browser.emulate_media(media="print", color_scheme="light")
        expect(colleague).to_be_visible()
        expect(browser.get_by_role("navigation")).to_be_hidden()
    assert set(asked.urls) == {report}
    assert asked.blocked == set()
    assert asked.errors == []
