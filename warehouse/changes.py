"""What a build changed in people and answers, against the build before it.

The cache remembers of every build who was in it and how long its tables were. The published file itself is not asked:
somebody may have it open for writing, and while we read it nobody else could open it so.
"""

from __future__ import annotations

from typing import NamedTuple

import duckdb

from warehouse.quoting import identifier

EXAMPLES = 20
"""People named of each kind of change, at most."""

BOOKKEEPING = (
    "as_of", "check_result", "import_ledger", "known_id", "match_evidence", "person", "profile", "provenance",
    "source_status", "sync_window", "weight",
)  # fmt: skip
"""Tables that follow from people and sources; how their length changed tells nobody anything."""


class TableChange(NamedTuple):
    """Rows of one table of answers before and after; 0 before it existed."""

    table: str
    before: int
    after: int


class Example(NamedTuple):
    """A person whom a change concerns. change: new, changed or gone."""

    change: str
    name: str


class Changes(NamedTuple):
    """What a build changed; counts of people but for `tables`.

    new: in no earlier build, under any of their ids. changed: current, with another best value of an attribute.
    gone: no source shows them any more. merged: who turned out to be somebody else who was there. split: who turned
    out to have been taken for somebody else. tables: those whose length changed, by name.
    examples: whom it concerns, a few of each kind; personal, so only for whoever asked for that.
    """

    new: int
    changed: int
    gone: int
    merged: int
    split: int
    tables: tuple[TableChange, ...]
    examples: tuple[Example, ...] = ()

    def without_names(self) -> Changes:
        """The counts alone."""
        return self._replace(examples=())


def changes(connection: duckdb.DuckDBPyConnection) -> Changes | None:
    """What the current catalog changes against what `staged` remembers; None when it remembers nothing."""
    if not _remembers(connection):
        return None
    connection.execute(f"create or replace temp table same as {_SAME}")
    connection.execute(f"create or replace temp table change as {_CHANGES.format(**_values(connection))}")
    counts = dict(connection.execute("select change, count(*) from change group by change").fetchall())
    merged, split = connection.execute(_JOINED).fetchall()[0]
    examples = connection.execute(_EXAMPLES, [EXAMPLES]).fetchall()
    connection.execute("drop table temp.change")
    connection.execute("drop table temp.same")
    before = dict(connection.execute("from staged.last_length").fetchall())
    after = _lengths(connection)
    tables = (TableChange(table, before.get(table, 0), after.get(table, 0)) for table in sorted(before | after))
    return Changes(
        counts.get("new", 0),
        counts.get("changed", 0),
        counts.get("gone", 0),
        merged,
        split,
        tuple(change for change in tables if change.before != change.after),
        tuple(Example(*example) for example in examples),
    )


def remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `staged` remember the current catalog; to be called before that is detached, in its own transaction."""
    connection.execute("create or replace table staged.next_person as from person")
    connection.execute("create or replace table staged.next_known_id as from known_id")
    connection.execute("create or replace table staged.next_length (name varchar, length bigint)")
    for table, length in _lengths(connection).items():
        connection.execute("insert into staged.next_length values (?, ?)", [table, length])


def settle(connection: duckdb.DuckDBPyConnection) -> None:
    """What `remember` wrote is that of the build that people see, now that it is published."""
    for table in ("person", "known_id", "length"):
        connection.execute(f"drop table if exists staged.last_{table}")
        connection.execute(f"alter table staged.next_{table} rename to last_{table}")


def _remembers(connection: duckdb.DuckDBPyConnection) -> bool:
    known = "select count(*) from duckdb_tables() where database_name = 'staged' and table_name in ({})"
    tables = "'last_person', 'last_known_id', 'last_length'"
    return connection.execute(known.format(tables)).fetchall() == [(3,)]


def _values(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The attributes of a person that both builds have, as SQL of a row each."""
    names = connection.execute(_ATTRIBUTES).fetchall()
    return {
        table: "row(" + ", ".join(f"{table}.{identifier(name)}" for (name,) in names) + ")" for table in ("was", "now")
    }


def _lengths(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database() and schema_name = 'main'"
    ).fetchall()
    return {
        table: connection.execute(f"select count(*) from {identifier(table)}").fetchall()[0][0]
        for (table,) in tables
        if table not in BOOKKEEPING
    }


_ATTRIBUTES = """
select column_name
from duckdb_columns()
where table_name in ('person', 'last_person')
    and database_name in ('staged', current_database())
    and column_name not in ('person_id', 'is_current', 'profile_count', 'source_count')
    and column_name not like '%\\_seen\\_on' escape '\\'
group by column_name
having count(*) = 2
order by column_name
"""

# Whoever was there is beside whoever it is now: by any id that either build knows them by.
_SAME = """
select distinct former.person_id as was_id, known_id.person_id as now_id
from staged.last_known_id as former
join known_id using (any_id)
"""

_CHANGES = """
with beside as (
    select
        now_id,
        was_id,
        now.name,
        was.name as was_name,
        now.is_current as is_here,
        was.is_current as was_here,
        {now} is distinct from {was} as differs
    from same
    join person as now on now.person_id = now_id
    join staged.last_person as was on was.person_id = was_id
)
select 'new' as change, person_id, name
from person
where is_current and person_id not in (select now_id from same)
union all
select 'changed', now_id, any_value(name)
from beside
where is_here
group by now_id
having bool_and(differs or not was_here)
union all
select 'gone', was_id, any_value(was_name)
from beside
group by was_id
having bool_or(was_here) and not bool_or(is_here)
union all
select 'gone', person_id, name
from staged.last_person
where is_current and person_id not in (select was_id from same)
"""

_JOINED = """
select
    (select coalesce(sum(people - 1), 0)::bigint from (select count(*) as people from same group by now_id)),
    (select coalesce(sum(people - 1), 0)::bigint from (select count(*) as people from same group by was_id))
"""

_EXAMPLES = """
select change, coalesce(name, 'someone without a name')
from change
qualify row_number() over (partition by change order by name nulls last, person_id) <= ?
order by change, name nulls last
"""
