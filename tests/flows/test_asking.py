"""Answers as people read them in a terminal: what is shown of one, and how it is asked."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from flows.asking.readable import COLUMNS, LONGEST, readable
from tests.flows.command_line import REKNIT, ROOT, environment, reknit


def test_every_column_that_is_shown_is_one_of_its_answer(sample_home: Path) -> None:
    with duckdb.connect(str(sample_home / "warehouse.duckdb"), read_only=True) as warehouse:
        for question, chosen in COLUMNS.items():
            told = {name for (name,) in warehouse.execute("select name from help(?)", [question]).fetchall()}
            for column in chosen:
                wanted = {column} if isinstance(column, str) else {column.first, column.last, *(column.perhaps or ())}
                assert wanted <= told, question


def test_a_time_is_told_by_its_months_and_what_may_be_as_perhaps() -> None:
    columns = ("name", "organization", "certain_from", "certain_to", "possible_from", "possible_to", "they_are_current")
    day = date(2016, 9, 5)
    rows = [
        ("Ada", "Acme", day, date(2018, 12, 1), None, None, True),
        ("Ben", "Acme", None, None, day, date(2018, 12, 1), False),
        ("Cy", "Acme", None, None, None, date(2009, 12, 31), None),
        ("Di", "Acme", day, day, None, None, None),
    ]
    told = [row[2:] for row in readable("colleagues", columns, rows).rows]
    assert told == [
        ("Sep 2016 – Dec 2018", "yes"),
        ("perhaps Sep 2016 – Dec 2018", "no"),
        ("perhaps by Dec 2009", ""),
        ("Sep 2016", ""),
    ]


def test_what_has_no_columns_of_its_own_shows_all_but_ids_nulls_and_the_reason_below() -> None:
    shown = readable(
        "anything", ("person_id", "name", "title", "why"), [("p1", "Ada", None, "a"), ("p2", "Ben", None, "b")]
    )
    assert shown == (("name",), [("Ada",), ("Ben",)], ["a", "b"], 0)


def test_a_single_row_is_a_sheet() -> None:
    shown = readable(
        "me", ("person_id", "name", "birth_year", "seen_at"), [("p1", "Ada", 1985, datetime(2026, 1, 2, 3))]
    )
    assert shown.rows == [("name", "Ada"), ("birth year", "1985"), ("seen at", "2026-01-02 03:00")]


def test_numbers_are_short_and_what_is_left_out_is_counted() -> None:
    shown = readable("anything", ("a", "b"), [(12345, 7.5e-10)] * (LONGEST + 2))
    assert shown.rows[0] == ("12,345", "<0.01")
    assert (len(shown.rows), shown.left_out) == (LONGEST, 2)


def in_terminal(folder: Path, *words: str) -> list[str]:
    """The lines that a terminal of 80 columns shows."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*REKNIT, *words], cwd=folder, stdout=theirs, env=environment({"COLUMNS": "80", "PYTHONPATH": str(ROOT)})
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # Linux's word for the end of a terminal
        pass
    os.close(ours)
    assert process.wait(60) == 0
    return re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).splitlines()


def test_a_terminal_shows_who_and_below_it_why(sample_home: Path) -> None:
    lines = in_terminal(sample_home, "ask", "reconnect")
    assert lines[0].split() == ["name", "organization", "last", "contact", "on", "kind"]
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith("  ") and " days of contact, about every " in line for line in lines) == 12
    terms = in_terminal(sample_home, "ask", "reconnect_terms")
    assert terms[0].split() == ["name", "score", "term", "value", "weight", "points"]


@pytest.mark.parametrize("name", ["RECONNECT", "who-can-refer", "Who_Can_Refer"])
def test_case_and_dashes_do_not_matter(sample_home: Path, name: str) -> None:
    assert (
        reknit(sample_home, "ask", name, *(["--company", "auric health"] if "an" in name.lower() else [])).status == 0
    )


def test_help_about_nothing_names_the_nearest(sample_home: Path) -> None:
    told = reknit(sample_home, "ask", "help", "reconect")
    assert (told.status, told.out) == (2, "")
    assert "Nothing is called 'reconect'. The nearest: reconnect" in told.err
    assert reknit(sample_home, "ask", "help", "Reconnect").out == reknit(sample_home, "ask", "help", "reconnect").out


def test_an_empty_answer_says_so_beside_the_pipe(sample_home: Path) -> None:
    told = reknit(sample_home, "ask", "mentors", "sql")
    assert told.out.startswith("person_id\tname\t")
    assert told.out.count("\n") == 1
    assert told.err.startswith("Nothing that is known answers this.\n")


def test_any_words_may_be_searched_for(sample_home: Path) -> None:
    told = reknit(sample_home, "ask", "organizations_like", "auric", "--json")
    assert told.objects[0]["name"] == "Auric Health AG"


def test_pipes_get_plain_values_and_whole_ids(sample_home: Path) -> None:
    assert all(
        isinstance(row["thread_id"], str) for row in reknit(sample_home, "ask", "owed_replies", "--json").objects
    )
    lines = reknit(sample_home, "ask", "colleagues").out.splitlines()
    row = dict(zip(lines[0].split("\t"), lines[1].split("\t"), strict=True))
    assert (row["is_possible"], row["bases"]) == ("true", "stated, observed")
