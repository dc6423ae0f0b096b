"""Small numbers instead of profile ids, while profiles are compared: millions of pairs are joined by them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from transforms.resolution.tables import Profiles


class Numbers:
    """A number from 0 for each profile id, in the order of the ids, so that whatever is ordered by them stays so."""

    def __init__(self, profile: pa.Table) -> None:
        """profile: has the column profile_id."""
        self._ids = pc.unique(profile["profile_id"].combine_chunks()).sort()

    def of_profiles(self, profiles: Profiles) -> dict[str, pa.Table]:
        """The tables by name; rows of profiles that are not there are left out."""
        return {name: self.of(rows, "profile_id") for name, rows in profiles._asdict().items()}

    def of(self, rows: pa.Table, *columns: str) -> pa.Table:
        """The table with numbers in these columns; rows of profiles that are not there are left out."""
        for column in columns:
            numbers = pc.index_in(rows[column], value_set=self._ids)
            rows = rows.set_column(rows.column_names.index(column), column, numbers)
            rows = rows.filter(pc.is_valid(rows[column]))
        return rows

    def ids(self, rows: pa.Table, *columns: str) -> pa.Table:
        """The table with ids again."""
        for column in columns:
            rows = rows.set_column(rows.column_names.index(column), column, self._ids.take(rows[column]))
        return rows
