"""What a run tells at its end."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flows.report import Findings, findings, markdown, sentences
from warehouse.archive import SourceRun

NOBODY = Findings(people=0, gone=0, several_sources=0, to_judge=0, unnamed=[], rejected=[], warnings=[])


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
        "2 pairs that may be the same person, for you to judge: from match_pair where decision = 'review'",
        "not shown: 1,500 records of old, which the archive holds and the settings no longer name",
        "rejected in club: 1,234 × impossible date",
        "warning: in 1 case it is not so that every person has a name",
        "warning: in 2,000 cases it is not so that the owner is known",
    ]


def test_the_artifact_has_a_row_a_source_and_what_went_wrong() -> None:
    moment = datetime(2026, 6, 30, 12, 0)
    runs = [
        SourceRun("club", "csv_people", moment, moment, "completed", None, 1200, 1000, 100, 90, 10),
        SourceRun("mail", "imap_mail", moment, moment, "needs_you", "The password is wrong.", 0, 0, 0, 0, 0),
    ]
    assert markdown(runs, NOBODY).splitlines() == [
        "| source | outcome | seen | new | changed | unchanged | ignored |",
        "|---|---|--:|--:|--:|--:|--:|",
        "| club | completed | 1,200 | 1,000 | 100 | 90 | 10 |",
        "| mail | needs_you | 0 | 0 | 0 | 0 | 0 |",
        "",
        "**mail**: The password is wrong.",
        "",
        "* 0 people, 0 of them known from several sources",
    ]


def test_without_a_warehouse_there_is_nothing_to_find(tmp_path: Path) -> None:
    assert findings(tmp_path / "warehouse.duckdb") is None
