"""What a person does in a browser: a backfill from Prefect's pages, without a word to anybody else on the web."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.dovecot import Dovecot
from tests.flows.browser import browser_page
from tests.flows.correspondence import SERVER_SETTINGS, mail
from tests.flows.household import settle
from tests.flows.up_process import Up

pytestmark = pytest.mark.slow

MAILS = {10: "January", 33: "February", 45: "February", 80: "March", 110: "April"}
"""Numbers of mails, which are as many days after New Year 2024, and in which month that is."""

TRACKERS = {"sr-client-cfg.amplitude.com", "api2.amplitude.com"}
"""Whom Prefect's V2 pages would tell of each visit; the policy that our server sends keeps them from it."""

RUN_MILLISECONDS = 60_000


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory, prefect: Mapping[str, str]) -> Iterator[Up]:
    """A `reknit up` of a household whose mailbox was never synced."""
    folder = tmp_path_factory.mktemp("household")
    with closing(Dovecot()) as server:
        server.append("INBOX", *map(mail, MAILS))
        settings = settle(folder, people=4)
        options = server.options()
        mailbox = SERVER_SETTINGS.format(
            port=options["port"], user=options["user"], password=options["password"]["file"], ca_file=options["ca_file"]
        )
        settings.write_text(settings.read_text(encoding="utf-8") + mailbox, encoding="utf-8")
        with Up(folder, prefect) as up:
            yield up


def choose(page: Page, parameter: str, *options: str) -> None:
    """Pick from a menu of the form."""
    page.get_by_role("button", name=f"Select {parameter}").click()
    for option in options:
        page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")


def pick_day(page: Page, parameter: str, day: str, shown: str) -> None:
    """Pick a day as one types it, and see it as the form shows it."""
    page.get_by_role("button", name=parameter, exact=True).click()
    page.get_by_placeholder("yyyy-MM-dd").fill(day)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=parameter, exact=True)).to_have_text(shown)


def open_artifact(page: Page) -> None:
    """From the page of a run that has completed to the text of its report."""
    page.get_by_role("tab", name="Artifacts").click()
    page.get_by_role("link", name=re.compile("^MARKDOWN backfill ")).click()
    page.locator("a[href^='/v2/artifacts/artifact/']").first.click()


def test_a_person_backfills_a_mailbox_from_the_pages(up: Up, tmp_path: Path) -> None:
    with browser_page(up.address, tmp_path) as (page, asked):
        page.goto(up.address)
        page.get_by_role("link", name="Deployments").click()
        page.get_by_role("row", name=re.compile("backfill")).get_by_role("link", name="reknit", exact=True).click()
        page.get_by_role("button", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Custom run").click()

        form = page.get_by_role("main")
        for help_text in ("The sources to do; all of them", "The first day, in UTC.", "The last day, in UTC."):
            expect(form.get_by_text(help_text)).to_be_visible()
        for hidden in ("settings", "wait"):
            expect(form.get_by_text(re.compile(rf"^{hidden}\b"))).to_have_count(0)
        page.get_by_role("button", name="Select sources").click()
        expect(page.get_by_role("option")).to_have_text(["phone", "club", "server"])
        page.keyboard.press("Escape")

        choose(page, "sources", "server")
        pick_day(page, "since", "2024-02-01", "February 1st, 2024")
        pick_day(page, "until", "2024-03-31", "March 31st, 2024")
        choose(page, "mode", "re-fetch")
        page.get_by_role("button", name="Submit").click()

        page.get_by_role("link", name="View run").click()
        expect(form.get_by_text("Completed", exact=True).first).to_be_visible(timeout=RUN_MILLISECONDS)
        open_artifact(page)
        expect(form.get_by_text("2 windows fetched again, 0 covered already.").first).to_be_visible()
        expect(
            form.get_by_role("row", name=re.compile(r"^server 2024-02-01 – 2024-03-31 completed 3 3"))
        ).to_be_visible()

        assert letters(up) == ["February", "February", "March"]
        assert windows(up) == [
            (datetime(2024, 2, 1), datetime(2024, 3, 1), "completed"),
            (datetime(2024, 3, 1), datetime(2024, 4, 1), "completed"),
        ]
    assert asked.blocked <= TRACKERS
    assert asked.errors == []


def test_the_link_of_a_gap_opens_the_form_filled_in(up: Up, tmp_path: Path) -> None:
    wanted = {"sources": ["server"], "since": "2024-04-01", "until": "2024-05-15", "mode": "re-fetch", "dry_run": True}
    run = up.run("backfill/reknit", **wanted)
    assert up.wait_for(run).type == "COMPLETED"
    with browser_page(up.address, tmp_path) as (page, asked):
        page.goto(f"{up.address}/v2/runs/flow-run/{run}")
        open_artifact(page)
        page.get_by_role("link", name="server, 2024-04-01 – 2024-05-15").click()
        form = page.get_by_role("main")
        expect(form.get_by_role("button", name="since", exact=True)).to_have_text("April 1st, 2024")
        expect(form.get_by_role("button", name="until", exact=True)).to_have_text("May 15th, 2024")
        expect(form.get_by_role("button", name="Select mode")).to_have_text("re-fetch")
        expect(form.get_by_role("button", name="Remove server tag")).to_be_visible()
        expect(form.get_by_role("switch", name="dry_run")).not_to_be_checked()
    assert asked.blocked <= TRACKERS


def test_the_former_pages_open_and_ask_nobody_else_either(up: Up, tmp_path: Path) -> None:
    with browser_page(up.address, tmp_path) as (page, asked):
        for path in ("runs", "deployments", "artifacts/key/backfill"):
            page.goto(f"{up.address}/{path}")
            expect(page.get_by_text("Work Pools").first).to_be_visible()
            page.wait_for_load_state("networkidle")
    assert asked.blocked == set()
    assert asked.errors == []


def letters(up: Up) -> list[str]:
    """The months of the letters that the warehouse knows of."""
    with duckdb.connect(str(up.folder / "data/warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute("select monthname(sent_at) from interaction order by sent_at").fetchall()
    return [month for (month,) in rows]


def windows(up: Up) -> list[tuple[datetime, datetime, str]]:
    """The ledger as the warehouse shows it."""
    with duckdb.connect(str(up.folder / "data/warehouse.duckdb"), read_only=True) as connection:
        query = "select since, until, outcome from sync_window where source = 'server' order by since"
        return [(since, until, outcome) for since, until, outcome in connection.execute(query).fetchall()]
