"""why, merge, split: who is whom, and a person's word on it."""

from __future__ import annotations

import getpass
from typing import Annotated

import duckdb
import typer

from flows.commands.base import say, settings_of, show
from flows.faults import CommandError
from flows.finding import Found, find_person
from flows.progress import showing, teller
from flows.work import build_warehouse, open_archive
from warehouse.archive import Verdict
from warehouse.lock import writing
from warehouse.reading import open_warehouse

Who = Annotated[str, typer.Argument(help="A person or profile id, an e-mail address, or a whole name.")]


def why(context: typer.Context, a: Who, b: Who) -> None:
    """Say what speaks for and against two entries being one person."""
    with open_warehouse(settings_of(context).warehouse_link) as connection:
        first, second = find_person(connection, a), find_person(connection, b)
        together = first.person_id == second.person_id
        pairs = connection.execute(_PAIRS, _ids(first, second)).fetchall()
        facts = connection.execute(_FACTS, _ids(first, second)).fetchall()
    if together:
        say(f"{a} and {b} are one person: {first.name}.")
    else:
        say(f"{first.name} and {second.name} are two people.")
    if not pairs:
        say("Nothing that they share made them worth comparing.")
    for pair, side_a, side_b, probability, decision, decided_by in pairs:
        say(f"\n  {side_a}\n  {side_b}\n{decision}, decided by {decided_by}; probability {probability:.3f}")
        told = [(f"{points:+6.1f}", fact, words) for of, points, fact, words in facts if of == pair]
        show(("points", "fact", "why"), told)


def merge(context: typer.Context, a: Who, b: Who) -> None:
    """Say that two entries are the same person. `split` takes it back."""
    _judge(context, "same", a, b)


def split(context: typer.Context, a: Who, b: Who) -> None:
    """Say that two entries are different people, whatever else speaks for it. `merge` takes it back."""
    _judge(context, "different", a, b)


def _judge(context: typer.Context, verdict: Verdict, a: str, b: str) -> None:
    settings = settings_of(context)
    with writing(settings.lock_file, "merge" if verdict == "same" else "split", True, teller().wait):
        with open_warehouse(settings.warehouse_link) as connection:
            first, second = find_person(connection, a), find_person(connection, b)
            are_the_owner = _are_the_owner(connection, first, second)
        if first.profile_id == second.profile_id:
            raise CommandError(
                f"Both are the same entry, {first.profile_id}. Those of a person are in `profile`: "
                f"reknit sql \"from profile where person_id = '{first.person_id}'\"."
            )
        if verdict == "different" and are_the_owner:
            raise CommandError(
                "Both entries are the owner's own. What calls them so stands in [me] of the settings or in the export "
                "itself; correct it there."
            )
        with open_archive(settings) as archive:
            archive.judge(verdict, first.profile_id, second.profile_id, getpass.getuser())
        with showing():
            build_warehouse(settings)
    with open_warehouse(settings.warehouse_link) as connection:
        first, second = [find_person(connection, found.profile_id) for found in (first, second)]
    together = first.person_id == second.person_id
    if together:
        say(f"{a} and {b} are one person now: {first.name}.")
    else:
        say(f"{first.name} and {second.name} are two people now.")
    if together != (verdict == "same"):
        raise CommandError(
            "An earlier judgement about other entries of theirs stands against it: `reknit why` names it, "
            "and judging that pair anew takes it back."
        )


def _are_the_owner(connection: duckdb.DuckDBPyConnection, *found: Found) -> bool:
    owners = connection.execute("select profile_id from profile where is_owner").fetchall()
    return {each.profile_id for each in found} <= {profile_id for (profile_id,) in owners}


def _ids(first: Found, second: Found) -> dict[str, str]:
    return {"a": first.person_id, "b": second.person_id}


_PAIRS = """
with side as (
    select
        profile_id,
        concat_ws(
            '  ',
            profile_id,
            string_agg(distinct value, ', ' order by value) filter (where attribute in ('name', 'email')),
            concat(any_value(source), ' ', any_value(file), ' ', any_value(ordinal))
        ) as words
    from provenance
    group by profile_id
)
select
    [profile_id_a, profile_id_b], a.words, b.words, match_probability, decision, decided_by
from match_pair
join side as a on a.profile_id = profile_id_a
join side as b on b.profile_id = profile_id_b
where (person_id_a, person_id_b) in (($a, $b), ($b, $a))
order by match_probability desc, 1
"""

_FACTS = """
select [profile_id_a, profile_id_b], points, fact, why
from match_evidence
join match_pair using (profile_id_a, profile_id_b)
where (person_id_a, person_id_b) in (($a, $b), ($b, $a))
order by 1, points desc, fact
"""
