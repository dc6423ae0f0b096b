"""From profiles to people: candidates, facts, probability, clusters. Pure: tables in, tables out.

The work is SQL in `sql/`, run in order in a private in-memory database; Python joins the pairs (`people.py`) and asks
rapidfuzz for edit distances. Nothing depends on the order of rows, on a clock or on chance.
"""

from __future__ import annotations

from functools import cache
from itertools import chain, groupby
from pathlib import Path

import duckdb
import pyarrow as pa
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from transforms.resolution.knowledge import knowledge
from transforms.resolution.numbering import Numbers
from transforms.resolution.people import Pair, components, people
from transforms.resolution.tables import Profiles, Resolution

_SQL = Path(__file__).parent / "sql"
MEMORY_LIMIT = "2GB"
"""Of the private database; what is more goes to disk. A hundred thousand people take half of it."""


def resolve(profiles: Profiles, judgements: pa.Table) -> Resolution:
    """Group profiles into people.

    judgements: verdict ('same' | 'different'), profile_a, profile_b; the standing ones. Where they contradict each
    other "different" wins. Those that name a profile that is not there are passed over.
    """
    numbers = Numbers(profiles.profile)
    judged = numbers.of(judgements, "profile_a", "profile_b")
    with duckdb.connect(":memory:", config={"memory_limit": MEMORY_LIMIT}) as con:
        for name, rows in (numbers.of_profiles(profiles) | knowledge()._asdict() | {"judgement": judged}).items():
            con.register(name, rows)
        _run(con, "0_names", "1_attributes", "2_candidates")
        _score_pairs(con)
        con.register("component", _grouping(components(chain.from_iterable(_equals(con))), "component"))
        _run(con, "6_closure")
        if con.execute("select exists (from pair)").fetchall() == [(True,)]:
            _score_pairs(con)
        con.register("grouped", _grouping(_people(con), "cluster"))
        _run(con, "7_decisions")
        return Resolution(
            numbers.ids(con.sql(_PERSON).to_arrow_table(), "profile_id", "person_id"),
            numbers.ids(con.sql(_MATCH_PAIR).to_arrow_table(), "profile_id_a", "profile_id_b"),
            numbers.ids(con.sql(_MATCH_EVIDENCE).to_arrow_table(), "profile_id_a", "profile_id_b"),
        )


# Anyone can write under the owner's name, so that it takes more than the name to be the owner.
_ALIKE = """
    with likely as (
        from scored
        where probability >= getvariable('same')
    ),
    namesake_of_owner as (
        select correspondent.profile_id
        from likely
        join profile as owner on owner.profile_id in (likely.a, likely.b) and owner.is_owner
        join profile as correspondent
            on correspondent.profile_id in (likely.a, likely.b)
            and correspondent.is_correspondent
            and not correspondent.is_owner
    ),
    identified as (
        select a, b
        from evidence
        where fact in ('address', 'phone', 'account') and level in ('one_name', 'two_names')
    )
    select a, b, round(log_odds, 9) as strength
    from likely
    where (a not in (from namesake_of_owner) and b not in (from namesake_of_owner))
        or (a, b) in (from identified)
    order by strength desc, a, b
"""
_AGAINST = """
    select a, b
    from scored
    where is_against
"""
_JUDGED = """
    select distinct profile_a, profile_b
    from judgement
    where verdict = ?
"""
_PERSON = """
    select profile_id, person_id
    from person
    order by profile_id
"""
_MATCH_PAIR = """
    select a as profile_id_a, b as profile_id_b, probability as match_probability, decision, decided_by
    from decided
    order by a, b
"""
_MATCH_EVIDENCE = """
    select a as profile_id_a, b as profile_id_b, fact, points, why
    from evidence
    semi join decided using (a, b)
    order by a, b, fact
"""


def _people(con: duckdb.DuckDBPyConnection) -> dict[int, int]:
    ids = con.execute("select profile_id, is_owner from profile order by profile_id").fetchall()
    return people(
        profile_ids=[profile_id for profile_id, _ in ids],
        owner_ids=[profile_id for profile_id, is_owner in ids if is_owner],
        judged_different=_pairs(con, _JUDGED, "different"),
        judged_same=_pairs(con, _JUDGED, "same"),
        against=_pairs(con, _AGAINST),
        alike=_equals(con),
    )


def _score_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """Add the facts and the probability of every row of `pair` to `evidence` and `scored`."""
    _run(con, "3_names")
    bags = con.sql("select bag_x, bag_y from bag_pair order by all").to_arrow_table()
    edits = cpdist(bags["bag_x"].to_pylist(), bags["bag_y"].to_pylist(), scorer=OSA.normalized_similarity)
    con.register("bag_edit", bags.append_column("edit", pa.array(edits)))
    _run(con, "4_name_levels", "5_facts")


def _pairs(con: duckdb.DuckDBPyConnection, query: str, *parameters: str) -> list[Pair[int]]:
    return [(a, b) for a, b in con.execute(query, parameters).fetchall()]


def _equals(con: duckdb.DuckDBPyConnection) -> list[list[Pair[int]]]:
    """The pairs that are one person, in sets of equal strength, the strongest first."""
    rows = con.execute(_ALIKE).fetchall()
    return [[(a, b) for a, b, _ in equals] for _, equals in groupby(rows, key=lambda row: row[2])]


def _grouping(cluster_of: dict[int, int], column: str) -> pa.Table:
    ids, clusters = list(cluster_of.keys()), list(cluster_of.values())
    return pa.table({"profile_id": pa.array(ids, pa.int32()), column: pa.array(clusters, pa.int32())})


def _run(con: duckdb.DuckDBPyConnection, *scripts: str) -> None:
    for script in scripts:
        con.execute(_script(script))


@cache
def _script(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")
