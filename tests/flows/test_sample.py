"""The committed sample network, synced whole: what comes in, and how well people are told apart."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from connectors.mail_message import mailbox_subject
from tests.flows.command_line import reknit
from tests.sample_files import SAMPLE, mail_truth, truth
from transforms.organizations import organization_key

MAIL_TRUTH = {
    tuple(mailbox_subject(address, name).removeprefix("mail:").split("|")): keys
    for (address, name), keys in mail_truth().items()
}


class Pairs(NamedTuple):
    """Pairs of profiles of one person: rightly joined, wrongly joined, missed; each as the two keys of the truth."""

    right: list[tuple[str, str]]
    wrong: list[tuple[str, str]]
    missed: list[tuple[str, str]]


@pytest.fixture(scope="module")
def warehouse(sample_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's warehouse."""
    with duckdb.connect(str(sample_home / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def meant(source: str, subject: str, member: str, keys: list[str]) -> set[str]:
    """Whom the truth means by a record of a profile; a mail party is known by its subject, not by a record."""
    if source == "mail":
        address, _, name = subject.removeprefix("mail:").partition("|")
        return MAIL_TRUTH.get((address, name), {"nobody", "two"})
    if source == "linkedin" and member != "Connections.csv":
        return set()  # rows of several people
    return set(keys) or {"nobody", "two"}


def keys_of(warehouse: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Profile -> (key in the truth, person in the warehouse), of profiles whose every record is about one person."""
    rows = {(Path(file).name, member, ordinal): keys for (file, member, ordinal), keys in truth().items()}
    told: dict[tuple[str, str], set[str]] = {}
    for profile_id, person_id, source, subject, file, member, ordinal in warehouse.execute(
        "select profile_id, person_id, source, subject_key, file, member, ordinal from profile "
        "where file != '' order by 1"
    ).fetchall():
        keys = meant(source, subject, member, rows.get((file, member, ordinal), []))
        told.setdefault((profile_id, person_id), set()).update(keys)
    return {profile: (keys.pop(), person) for (profile, person), keys in told.items() if len(keys) == 1}


def pairs(warehouse: duckdb.DuckDBPyConnection) -> Pairs:
    """All pairs of those profiles that are one person, by the truth or by the warehouse."""
    found = Pairs([], [], [])
    for (key_a, person_a), (key_b, person_b) in combinations(keys_of(warehouse).values(), 2):
        if key_a == key_b:
            (found.right if person_a == person_b else found.missed).append((key_a, key_b))
        elif person_a == person_b:
            found.wrong.append((key_a, key_b))
    return found


def test_people_of_the_sample_are_told_apart(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = pairs(warehouse)
    precision = len(found.right) / (len(found.right) + len(found.wrong))
    recall = len(found.right) / (len(found.right) + len(found.missed))
    print(f"pairs of profiles: precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= 0.98, sorted(set(found.wrong))
    assert recall >= 0.85, sorted(set(found.missed))  # of the others most have nothing in common but a name


class Stay(NamedTuple):
    """Someone at an organization, by the truth: its key as names have it, and the first and last day."""

    organization: str | None
    start: str
    end: str

    def meets(self, other: Stay) -> bool:
        return self.organization == other.organization and self.start <= other.end and other.start <= self.end


def stays(kind: str) -> dict[str, list[Stay]]:
    """Key -> where they truly were; a year stands for all its days."""
    with (SAMPLE / "careers-truth.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    found: dict[str, list[Stay]] = {}
    for row in rows:
        end = row["end"] or "9999"
        stay = Stay(organization_key(row["organization"]), row["start"], end + "-12-31" if len(end) == 4 else end)
        found.setdefault(row["key"], []).append(stay)
    return found


def told_together(warehouse: duckdb.DuckDBPyConnection, macro: str) -> list[tuple[set[str], str | None, bool]]:
    """Of each row of colleagues() or classmates(): who by the truth, where, and whether it is told as certain."""
    keys: dict[str, set[str]] = {}
    for key, person in keys_of(warehouse).values():
        keys.setdefault(person, set()).add(key)
    rows = warehouse.execute(f"select person_id, organization, certain_days > 0 from {macro}()").fetchall()
    return [(keys.get(person, set()), organization_key(where), is_certain) for person, where, is_certain in rows]


@pytest.mark.parametrize(("macro", "kind"), [("colleagues", "work"), ("classmates", "education")])
def test_who_is_told_to_have_certainly_been_there_with_the_owner_was(
    warehouse: duckdb.DuckDBPyConnection, macro: str, kind: str
) -> None:
    truly = stays(kind)
    wrong = [
        (keys, where)
        for keys, where, is_certain in told_together(warehouse, macro)
        if is_certain
        and keys
        and not any(
            stay.organization == where and stay.meets(mine)
            for key in keys
            for stay in truly.get(key, [])
            for mine in truly["me"]
        )
    ]
    assert wrong == []


def test_most_of_those_who_worked_with_the_owner_are_told(warehouse: duckdb.DuckDBPyConnection) -> None:
    truly = stays("work")
    met = {key for key, theirs in truly.items() if key != "me" for stay in theirs if any(map(stay.meets, truly["me"]))}
    told = {key for keys, _, _ in told_together(warehouse, "colleagues") for key in keys}
    certain = {key for keys, _, is_certain in told_together(warehouse, "colleagues") for key in keys if is_certain}
    print(f"colleagues: {len(met)} truly, {len(met & told)} told, {len(met & certain)} of them as certain")
    assert len(met & certain) >= 30
    assert len(met & told) >= len(met) / 2


def test_everything_the_sample_holds_is_accounted_for(warehouse: duckdb.DuckDBPyConnection) -> None:
    sums = warehouse.execute(
        "select source, seen, new, changed, unchanged, ignored from import_ledger order by 1"
    ).fetchall()
    assert [row[0] for row in sums] == ["alumni", "google", "linkedin", "mail", "me", "phone"]
    assert sum(row[1] for row in sums) == sum(sum(row[2:]) for row in sums)
    assert warehouse.execute(
        "select count(*) from check_result where severity = 'fail' and \"rows\" > 0"
    ).fetchall() == [(0,)]
    assert warehouse.execute("select name from me()").fetchall() == [("Leonie Amsel",)]


def test_the_damaged_rows_of_the_alumni_list_are_named_with_their_place(warehouse: duckdb.DuckDBPyConnection) -> None:
    rejected = warehouse.execute(
        "select reason, file, ordinal, line from rejection where source = 'alumni' order by ordinal"
    ).fetchall()
    assert {reason.split(":")[0] for reason, *_ in rejected} == {
        "e-mail address without @",
        "impossible date",
        "phone number that a spreadsheet has rounded",
    }
    assert all(file == "alumni.csv" and ordinal and line for _, file, ordinal, line in rejected)


def test_whoever_left_the_account_is_gone_and_kept(warehouse: duckdb.DuckDBPyConnection) -> None:
    gone = warehouse.execute("select count(*) from person where not is_current").fetchall()[0][0]
    assert gone > 0
    assert warehouse.execute("select count(*) from person where not is_current and name is null").fetchall() == [(0,)]


def test_the_screen_tells_of_colleagues_classmates_ties_and_what_was_rejected(sample_home: Path) -> None:
    told = reknit(sample_home, "ask")
    assert told.status == 0
    headings = [line.partition(":")[0] for line in told.out.splitlines() if ": " in line and "\t" not in line]
    assert headings == ["Former colleagues", "Classmates", "Whom you talk with", "Rejected, and why", "More"]
    sections = {each["heading"].partition(":")[0]: each for each in reknit(sample_home, "ask", "--json").objects}
    assert all(0 < len(section["rows"]) <= 12 for section in sections.values())
    assert all(" – " in row["together"] for row in sections["Former colleagues"]["rows"])
    rejected = {(row["source"], row["field"]): row["first at"] for row in sections["Rejected, and why"]["rows"]}
    assert rejected["mail", "Date"].startswith("Archive.mbox line ")


def test_a_question_is_asked_by_its_name_and_about_whom_one_likes(sample_home: Path) -> None:
    mine = reknit(sample_home, "ask", "colleagues", "--json").objects
    assert len(mine) > 50
    theirs = reknit(sample_home, "ask", "colleagues", mine[0]["person_id"], "--json").objects
    assert "Leonie Amsel" in {row["name"] for row in theirs}
    assert len(reknit(sample_home, "ask", "weight", "--json").objects) > 3
    misspelt = reknit(sample_home, "ask", "colleages")
    assert (misspelt.status, misspelt.out) == (2, "")
    assert "The nearest: colleagues, former_colleague, " in misspelt.err
    assert "It is a table: reknit sql" in reknit(sample_home, "ask", "weight", mine[0]["person_id"]).err


def test_what_is_unknown_is_answered_with_the_nearest_and_what_is_missing_is_said(sample_home: Path) -> None:
    unknown = reknit(sample_home, "ask", "insiders", "--company", "Auric Helth")
    assert (unknown.status, unknown.out) == (2, "")
    assert "No organization is called 'Auric Helth'. The nearest: Auric Health AG" in unknown.err
    assert "Nobody is known as 'Leonie Ansel'" in reknit(sample_home, "ask", "ties", "--of", "Leonie Ansel").err
    assert "insiders wants --company." in reknit(sample_home, "ask", "insiders").err
    assert "ties has no --company." in reknit(sample_home, "ask", "ties", "--company", "auric").err
    assert "--n wants a number from 1, not 'many'." in reknit(sample_home, "ask", "reconnect", "many").err
    assert "--since wants a day" in reknit(sample_home, "ask", "job_changes", "--since", "2025").err
    told = reknit(sample_home, "ask", "colleagues", "--csv")
    assert told.out.startswith("person_id,name,organization_id,organization,")
    assert re.search(r"^ +\d+  people whose beginning there no source tells", told.err, re.M)


def test_every_macro_can_be_asked_from_the_command_line(sample_home: Path) -> None:
    arguments = {
        "company": "auric health",
        "target": "Kestrel Vane",
        "id": "Leonie Amsel",
        "of": "Leonie Amsel",
        "about": "person",
        "since": "2020-01-01",
        "industry": "software",
        "skill": "sql",
        "skills": "sql,python",
    }
    macros = [row["name"] for row in reknit(sample_home, "ask", "help", "--json").objects if row["kind"] == "macro"]
    assert len(macros) > 20
    for call in macros:
        name, _, inside = call.removesuffix(")").partition("(")
        wanted = [word for word in inside.split(", ") if word and ":=" not in word]
        words = [part for word in wanted for part in (f"--{word}", arguments[word])]
        told = reknit(sample_home, "ask", name, *words, "--json")
        if told.status:
            assert "No industry is called" in told.err or "No skill is called" in told.err, (call, told.err)
