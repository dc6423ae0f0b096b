"""One table of an export opened: its kind, its rows with their own bytes, and what is true of all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from connectors.cell_values import BadCellError
from connectors.claims import Unread
from connectors.csv_dialect import row_cells, sheet
from connectors.linkedin_dates import moment, order_proven
from connectors.linkedin_kinds import NOT_READ, SKILLS, Kind, column, expected_kind, is_called, kind_of, score
from connectors.linkedin_members import Member


class Row:
    """The cells of one row by column; remembers which were asked for, so that the others can be told."""

    def __init__(self, header: Sequence[str], cells: Sequence[str]) -> None:
        self._header = header
        self._cells = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
        self._asked: set[int] = set()
        self._at: dict[str, int] = {}
        for at, name in enumerate(header):
            self._at.setdefault(column(name), at)

    def __getitem__(self, name: str) -> str:
        """The stripped cell of a column in its compared form (`firstname`); "" where there is none."""
        at = self._at.get(name)
        if at is None:
            return ""
        self._asked.add(at)
        return self._cells[at]

    def first_of(self, *names: str) -> str:
        """The first cell of these columns that is not empty."""
        return next(filter(None, [self[name] for name in names]), "")

    def written(self, name: str) -> str:
        """A column's name as the file writes it."""
        return self._header[self._at[name]]

    def unread(self) -> Iterator[Unread]:
        """The columns with a value that nobody has asked for."""
        for at, cell in enumerate(self._cells):
            if cell and at not in self._asked:
                name = self._header[at] if at < len(self._header) else ""
                yield Unread(name or f"column {at + 1}")

    def is_too_wide(self) -> bool:
        """Whether it has more cells than there are columns."""
        return any(self._cells[len(self._header) :])

    def is_blank(self, *but: str) -> bool:
        """Whether no cell holds anything, these columns aside."""
        return not any(cell for at, cell in enumerate(self._cells) if at not in {self._at.get(name) for name in but})


class Slot(NamedTuple):
    """A row where it stands: its bytes, its first line, its cells, its place among the rows that hold something."""

    raw: bytes
    line: int
    row: Row
    ordinal: int


class Table(NamedTuple):
    """A table of a kind that is read.

    facts: header, dialect, and what its dates prove.
    ignored: rows passed over, by rule.
    newest: the latest moment (UTC, naive) that its dates name, of those before `now`.
    """

    kind: Kind
    path: str
    facts: dict[str, Any]
    slots: list[Slot]
    ignored: Counter[str]
    newest: datetime | None


def table(member: Member, file: str, date_order: str | None, now: datetime) -> Table | None:
    """The table in a member; None when its header is of no kind that is read. `file` is what the member is called."""
    found = sheet(member.content, partial(score, file))
    header, kind = found.header, kind_of(found.header or (), file)
    if kind is None and header is None and is_called(file, "skills"):
        header, kind = ["Name"], SKILLS  # some exports leave out the only column's name
    if kind is None or header is None:
        return None
    twice = found.dialect.encoding == "utf-8" and is_encoded_twice(member.content)
    facts = {
        "format": "linkedin",
        "file": kind.name,
        "header": header,
        **found.dialect._asdict(),
        "encoded_twice": twice,
    }
    ignored = Counter("row above the header" if any(map(str.strip, row)) else "empty row" for row in found.above)
    ignored["half a character at the end"] += found.half_character
    slots, ordinal = list[Slot](), 0
    for raw, line in found.rows:
        cells = cells_of(raw, facts)
        row = Row(header, cells)
        if row.is_blank():
            ignored["empty row"] += 1
            continue
        if [cell.strip() for cell in cells] == header:
            ignored["header repeated"] += 1
            continue
        ordinal += 1
        if kind.name == "connections" and row.is_blank("connectedon"):
            ignored["connection without a name"] += 1
        else:
            slots.append(Slot(raw, line, row, ordinal))
    dates = [slot.row[name] for name in kind.dates for slot in slots]
    proven = order_proven(dates)
    order = (date_order or proven) if proven in (None, "both") else proven
    evidence = "option" if date_order and order != proven else "a part above 12" if proven else None
    facts |= {"date_order": order, "date_order_found": evidence}
    return Table(kind, member.path, facts, slots, +ignored, newest(dates, order, now))


def is_of_linkedin(start: bytes, file: str) -> bool:
    """Whether a table that begins like this has a header of LinkedIn's, of a kind that is read."""
    return sheet(start, partial(score, file)).header is not None


def row_of(raw: bytes, facts: Mapping[str, Any]) -> Row:
    """A record's row, as `read` sees it."""
    return Row(facts["header"], cells_of(raw, facts))


def cells_of(raw: bytes, facts: Mapping[str, Any]) -> list[str]:
    """The cells of a row; what was encoded twice is decoded twice."""
    cells = row_cells(raw, facts["encoding"], facts["delimiter"])
    return [cell if cell.isascii() else _decoded_again(cell) for cell in cells] if facts["encoded_twice"] else cells


def is_encoded_twice(content: bytes) -> bool:
    """Whether this is UTF-8 that was read as cp1252 and written as UTF-8 again (MÃ¼ller), most of it beyond doubt."""
    runs = _NOT_ASCII.findall(content.decode("utf-8", "replace"))
    return 2 * len([run for run in runs if _decoded_again(run) != run]) > len(runs)


def newest(dates: Iterator[str] | Sequence[str], order: str | None, now: datetime) -> datetime | None:
    """The latest of these dates that is not to come; what is none is left to `read` to reject."""
    latest: datetime | None = None
    for text in set(dates) - {""}:
        try:
            at = moment(text, order)
        except BadCellError:
            continue
        if at <= now and (latest is None or at > latest):
            latest = at
    return latest


def newest_in(member: Member, name: str, now: datetime) -> datetime | None:
    """The latest moment in the table that NOT_READ has under this name; None where nothing there is dated."""
    dated = NOT_READ[name]
    if not dated:
        return None
    found = sheet(member.content, lambda names: len(names) if dated in map(column, names) else 0)
    if found.header is None:
        return None
    at = [column(each) for each in found.header].index(dated)
    rows = (row_cells(raw, found.dialect.encoding, found.dialect.delimiter) for raw, _ in found.rows)
    dates = [cells[at].strip() for cells in rows if at < len(cells)]
    return newest(dates, order_proven(dates), now)


def is_expected(member: Member, file: str) -> bool:
    """Whether a table that was not recognised has the name of one that is read, and something in it."""
    return expected_kind(file) is not None and bool(member.content.strip(b"\0\r\n\t ,;\xef\xbb\xbf\xff\xfe"))


_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def _decoded_again(text: str) -> str:
    """The text that was encoded twice; unchanged where it was not."""
    try:
        once = b"".join(_byte_of(letter) for letter in text)
        return once.decode("utf-8")
    except UnicodeError:
        return text


def _byte_of(letter: str) -> bytes:
    # The five bytes that cp1252 leaves undefined pass as control characters.
    return letter.encode("latin-1") if letter <= "\x9f" else letter.encode("cp1252")
