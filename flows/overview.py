"""The screen that answers first: who one worked and studied with, whom one talks with, what could not be believed."""

from __future__ import annotations

from typing import Any, NamedTuple

import duckdb


class Section(NamedTuple):
    """A heading with its counts, and the first rows of what it tells of. columns: names of the rows' values."""

    heading: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def objects(self) -> list[dict[str, Any]]:
        """The rows by the names of their columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def overview(connection: duckdb.DuckDBPyConnection, length: int = 12) -> list[Section]:
    """The sections for the owner, each with at most `length` rows; without an owner only what was rejected.

    connection: an open warehouse.
    """
    sections = []
    if connection.execute("select me() is not null").fetchall() == [(True,)]:
        sections = [
            _shared(connection, "Former colleagues", "former_colleague", length),
            _shared(connection, "Classmates", "classmate", length),
            _section(
                connection, "Whom you talk with", "{} people, {} of them within a year", _TIES, _TIE_COUNTS, length
            ),
        ]
    rejected = "{} values of {} records"
    return [*sections, _section(connection, "Rejected, and why", rejected, _REJECTED, _REJECTED_COUNTS, length)]


def _shared(connection: duckdb.DuckDBPyConnection, heading: str, table: str, length: int) -> Section:
    counts = "{} people who were certainly there with you, {} more who may have been"
    return _section(connection, heading, counts, _SHARED.format(table), _SHARED_COUNTS.format(table), length)


def _section(
    connection: duckdb.DuckDBPyConnection, heading: str, counts: str, query: str, count_query: str, length: int
) -> Section:
    told = counts.format(*(f"{count:,}" for count in connection.execute(count_query).fetchall()[0]))
    result = connection.sql(query)
    return Section(f"{heading}: {told}", tuple(result.columns), result.limit(length).fetchall())


_SHARED = """
select
    shared.name,
    organization as "where",
    case
        when certain_days > 0 then strftime(certain_from, '%b %Y') || ' – ' || strftime(certain_to, '%b %Y')
        when possible_from is not null
            then 'perhaps ' || strftime(possible_from, '%b %Y') || ' – ' || strftime(possible_to, '%b %Y')
        when possible_to < as_of then 'perhaps, until ' || strftime(possible_to, '%b %Y')
        else 'perhaps; their dates are not known'
    end as together,
    tie.last_contact_on as last_contact
from {} as shared
left join tie using (person_id)
cross join as_of
order by bond desc, possible_days desc nulls last, tie.strength desc nulls last, shared.name, organization
"""

_SHARED_COUNTS = """
with person_history as (
    select person_id, max(certain_days) > 0 as is_certain
    from {}
    group by person_id
)
select count(*) filter (where is_certain), count(*) filter (where not is_certain)
from person_history
"""

_TIES = """
select
    person.name,
    person.organization,
    tie.sent,
    tie.received,
    tie.contact_days as days,
    tie.last_contact_on as last_contact,
    tie.rhythm
from tie
join person using (person_id)
order by tie.strength desc, person.name, person_id
"""

_TIE_COUNTS = """
select count(*), count(*) filter (where last_contact_on > as_of - 365)
from tie, as_of
"""

_REJECTED = """
select
    source,
    reason,
    field,
    count(*) as "values",
    arg_min(
        concat_ws(
            ' ', file, nullif(member, ''), coalesce('line ' || line, 'record ' || ordinal, 'uid ' || nullif(uid, ''))
        ),
        (file, member, ordinal)
    ) as "first at"
from rejection
where is_current
group by source, reason, field
order by count(*) desc, source, reason, field
"""

_REJECTED_COUNTS = """
select count(*), count(distinct (source, record_key))
from rejection
where is_current
"""
