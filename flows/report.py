"""What a run tells at its end: counts, so that it may stand in Prefect and in logs; names if the settings say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from warehouse.archive import SourceRun
from warehouse.build import Built
from warehouse.changes import Changes
from warehouse.reading import open_warehouse
from warehouse.settings import Settings

TO_JUDGE = (
    "select distinct least(person_id_a, person_id_b), greatest(person_id_a, person_id_b) "
    "from match_pair where decision = 'review'"
)
"""The pairs that are counted as to be judged: of people, while `match_pair` has pairs of profiles."""


class Synced(NamedTuple):
    """What a sync did. runs: of its sources. failures: source and why, of those that failed."""

    runs: list[SourceRun]
    built: Built
    failures: Mapping[str, str]


class Findings(NamedTuple):
    """What the warehouse holds now.

    people: current ones. gone: people whom no source shows any more. several_sources: people known from several.
    to_judge: pairs of people who may be one. unnamed: (source, records) that the archive holds and the
    settings no longer name. rejected: (source, reason, count). warnings: (sentence, rows).
    """

    people: int
    gone: int
    several_sources: int
    to_judge: int
    unnamed: list[tuple[str, int]]
    rejected: list[tuple[str, str, int]]
    warnings: list[tuple[str, int]]


def findings(settings: Settings) -> Findings | None:
    """The counts of the published warehouse; None when there is none."""
    if not settings.warehouse_link.exists():
        return None
    with open_warehouse(settings.warehouse_link) as connection:
        counts = connection.execute(f"""
            select
                count(*) filter (where is_current),
                count(*) filter (where not is_current),
                count(*) filter (where source_count > 1),
                (select count(*) from ({TO_JUDGE}))
            from person
        """).fetchall()
        unnamed = connection.execute(
            "select source, sum(not_read)::bigint from import_ledger group by all having sum(not_read) > 0 order by 1"
        ).fetchall()
        rejected = connection.execute(
            "select source, reason, count(*) from rejection where is_current group by all order by 1, 3 desc, 2"
        ).fetchall()
        warnings = connection.execute(
            'select sentence, "rows" from check_result where severity = \'warn\' and "rows" > 0 order by check_name'
        ).fetchall()
    people, gone, several_sources, to_judge = counts[0]
    return Findings(people, gone, several_sources, to_judge, unnamed, rejected, warnings)


def synced_markdown(synced: Synced, seconds: Mapping[str, float], settings: Settings) -> str:
    """The report of a sync: what came in, what it changed, what is to be done. seconds: by step."""
    sources = ["| source | outcome | seen | new | changed | unchanged | ignored |", "|---|---|--:|--:|--:|--:|--:|"]
    sources += [
        f"| {run.source} | {run.outcome} | {run.seen:,} | {run.new:,} | {run.changed:,} | {run.unchanged:,} "
        f"| {run.ignored:,} |"
        for run in synced.runs
    ]
    messages = [f"**{run.source}**: {run.message}" for run in synced.runs if run.message]
    return _paragraphs(
        changed_sentence(synced.built),
        *messages,
        "\n".join(sources),
        *changes_markdown(synced.built.changes),
        *_state_markdown(seconds, settings),
    )


def built_markdown(built: Built, seconds: Mapping[str, float], settings: Settings) -> str:
    """The report of a build: what it changed, what the warehouse holds now, and how long each step took."""
    return _paragraphs(changed_sentence(built), *changes_markdown(built.changes), *_state_markdown(seconds, settings))


def _state_markdown(seconds: Mapping[str, float], settings: Settings) -> list[str]:
    """What the warehouse holds now, and how long each step took; a paragraph each."""
    found = findings(settings)
    return [
        "\n".join(f"* {sentence}" for sentence in sentences(found)) if found else "",
        " · ".join(f"{step} {took:.1f} s" for step, took in seconds.items()),
    ]


def changed_sentence(built: Built) -> str:
    """What a build changed in people, in one sentence."""
    if not built.published:
        return "Nothing has changed; the warehouse is as it was."
    changes = built.changes
    if changes is None:
        return "The warehouse is built; there is no earlier build to compare it with."
    told = [
        _people(changes.new) + " new",
        f"{changes.changed:,} changed",
        f"{changes.gone:,} gone",
        "1 merge" if changes.merged == 1 else f"{changes.merged:,} merges",
    ]
    if changes.split:
        told.append("1 split" if changes.split == 1 else f"{changes.split:,} splits")
    return ", ".join(told) + "."


def changes_markdown(changes: Changes | None) -> list[str]:
    """What changed beyond the sentence, a paragraph each: the length of answers, and the names if there are any."""
    if changes is None:
        return []
    lengths = " · ".join(f"{table} {before:,} → {after:,}" for table, before, after in changes.tables)
    paragraphs = [f"rows: {lengths}"] if lengths else []
    for change in ("new", "changed", "gone"):
        names = [example.name for example in changes.examples if example.change == change]
        if names:
            paragraphs.append(f"{change}: " + ", ".join(names))
    return paragraphs


def _paragraphs(*paragraphs: str) -> str:
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def sentences(found: Findings) -> list[str]:
    """What the warehouse holds, a sentence each."""
    told = [f"{_people(found.people)}, {found.several_sources:,} of them known from several sources"]
    if found.gone:
        told.append(f"{_people(found.gone)} whom no source shows any more, kept as history")
    if found.to_judge:
        pairs = "1 pair" if found.to_judge == 1 else f"{found.to_judge:,} pairs"
        told.append(f"{pairs} of people who may be one, for you to judge: {TO_JUDGE}")
    told += [
        f"not shown: {records:,} records of {source}, which the archive holds and the settings no longer name"
        for source, records in found.unnamed
    ]
    told += [f"rejected in {source}: {count:,} × {reason}" for source, reason, count in found.rejected]
    told += [f"warning: in {_cases(rows)} it is not so that {sentence}" for sentence, rows in found.warnings]
    return told


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number:,} cases"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"
