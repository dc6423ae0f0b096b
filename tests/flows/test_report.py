"""What a run tells at its end."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flows.report import (
    TO_JUDGE,
    Findings,
    Synced,
    built_markdown,
    changed_sentence,
    findings,
    sentences,
    synced_markdown,
)
from flows.sources import load_settings
from tests.flows.household import settle
from warehouse.archive import SourceRun
from warehouse.build import Built
from warehouse.changes import Changes, Example, TableChange

NOBODY = Findings(people=0, gone=0, several_sources=0, to_judge=0, unnamed=[], rejected=[], warnings=[])
CHANGES = Changes(1000, 20, 3, 1, 0, (TableChange("interaction", 0, 1200), TableChange("tie", 88, 87)))


def test_what_is_not_there_is_not_mentioned() -> None:
    assert sentences(NOBODY) == ["0 people, 0 of them known from several sources"]


def test_everything_there_is_is_told_with_its_number() -> None:
    found = Findings(
        people=12345,
        gone=1,
        several_sources=678,
        to_judge=2,
        unnamed=[("old", 1500)],
        rejected=[("club", "impossible date", 1234)],
        warnings=[("every person has a name", 1), ("the owner is known", 2000)],
    )
    assert sentences(found) == [
        "12,345 people, 678 of them known from several sources",
        "1 person whom no source shows any more, kept as history",
        f"2 pairs of people who may be one, for you to judge: {TO_JUDGE}",
        "not shown: 1,500 records of old, which the archive holds and the settings no longer name",
        "rejected in club: 1,234 × impossible date",
        "warning: in 1 case it is not so that every person has a name",
        "warning: in 2,000 cases it is not so that the owner is known",
    ]


def test_the_artifact_says_what_came_in_what_it_changed_and_how_long_it_took(tmp_path: Path) -> None:
    moment = datetime(2026, 6, 30, 12, 0)
    runs = [
        SourceRun("club", "csv_people", moment, moment, "completed", None, 1200, 1000, 100, 90, 10),
        SourceRun("mail", "imap_mail", moment, moment, "needs_you", "The password is wrong.", 0, 0, 0, 0, 0),
    ]
    synced = Synced(runs, Built(True, 1200, [], CHANGES), {"mail": "The password is wrong."})
    report = synced_markdown(synced, {"club": 0.25, "resolving people": 12}, load_settings(settle(tmp_path)))
    assert report.split("\n\n") == [
        "1,000 people new, 20 changed, 3 gone, 1 merge.",
        "**mail**: The password is wrong.",
        (
            "| source | outcome | seen | new | changed | unchanged | ignored |\n"
            "|---|---|--:|--:|--:|--:|--:|\n"
            "| club | completed | 1,200 | 1,000 | 100 | 90 | 10 |\n"
            "| mail | needs_you | 0 | 0 | 0 | 0 | 0 |"
        ),
        "rows: interaction 0 → 1,200 · tie 88 → 87",
        "club 0.2 s · resolving people 12.0 s",
    ]


def test_names_stand_in_a_report_only_if_the_changes_have_them(tmp_path: Path) -> None:
    settings = load_settings(settle(tmp_path))
    named = CHANGES._replace(examples=(Example("new", "Ada"), Example("new", "Bo"), Example("gone", "Chidi")))
    assert built_markdown(Built(True, 1, [], named), {}, settings).split("\n\n")[2:] == ["new: Ada, Bo", "gone: Chidi"]


def test_what_a_build_changed_is_one_sentence() -> None:
    assert changed_sentence(Built(False, 0, [])) == "Nothing has changed; the warehouse is as it was."
    first = "The warehouse is built; there is no earlier build to compare it with."
    assert changed_sentence(Built(True, 1, [])) == first
    split = Built(True, 1, [], Changes(1, 0, 0, 0, 2, ()))
    assert changed_sentence(split) == "1 person new, 0 changed, 0 gone, 0 merges, 2 splits."


def test_without_a_warehouse_there_is_nothing_to_find(tmp_path: Path) -> None:
    assert findings(load_settings(settle(tmp_path))) is None
