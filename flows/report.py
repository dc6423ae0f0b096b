"""What a run tells at its end: counts only, so that it may stand in Prefect and in logs."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from warehouse.archive import SourceRun
from warehouse.reading import open_warehouse


class Synced(NamedTuple):
    """What a sync did. runs: of its sources. published: False when nothing had changed since the last build."""

    runs: list[SourceRun]
    published: bool


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


def findings(warehouse: Path) -> Findings | None:
    """The counts of the published warehouse; None when there is none."""
    if not warehouse.exists():
        return None
    with open_warehouse(warehouse) as connection:
        counts = connection.execute("""
            select
                count(*) filter (where is_current),
                count(*) filter (where not is_current),
                count(*) filter (where source_count > 1),
                (
                    select count(distinct (least(person_id_a, person_id_b), greatest(person_id_a, person_id_b)))
                    from match_pair
                    where decision = 'review'
                )
            from person
        """).fetchall()
        unnamed = connection.execute(
            "select source, sum(not_read)::bigint from import_ledger group by all having sum(not_read) > 0 order by 1"
        ).fetchall()
        rejected = connection.execute(
            "select source, reason, count(*) from rejection where is_current group by all order by 1, 3 desc, 2"
        ).fetchall()
        warnings = connection.execute(
            'select sentence, "rows" from check_result where severity = \'warn\' and "rows" > 0 order by "check"'
        ).fetchall()
    people, gone, several_sources, to_judge = counts[0]
    return Findings(people, gone, several_sources, to_judge, unnamed, rejected, warnings)


def markdown(runs: list[SourceRun], found: Findings | None) -> str:
    """The report as a Prefect artifact."""
    lines = ["| source | outcome | seen | new | changed | unchanged | ignored |", "|---|---|--:|--:|--:|--:|--:|"]
    lines += [
        f"| {run.source} | {run.outcome} | {run.seen:,} | {run.new:,} | {run.changed:,} | {run.unchanged:,} "
        f"| {run.ignored:,} |"
        for run in runs
    ]
    lines += [f"\n**{run.source}**: {run.message}" for run in runs if run.message]
    if found:
        lines += ["", *(f"* {sentence}" for sentence in sentences(found))]
    return "\n".join(lines)


def sentences(found: Findings) -> list[str]:
    """What the warehouse holds, a sentence each."""
    told = [f"{_people(found.people)}, {found.several_sources:,} of them known from several sources"]
    if found.gone:
        told.append(f"{_people(found.gone)} whom no source shows any more, kept as history")
    if found.to_judge:
        pairs = "1 pair" if found.to_judge == 1 else f"{found.to_judge:,} pairs"
        told.append(f"{pairs} that may be the same person, for you to judge: from match_pair where decision = 'review'")
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
