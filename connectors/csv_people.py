"""People in CSV files: Google Contacts, Outlook, Thunderbird, alumni lists, any table with one row a person or couple.

    file ──read_file──▶ rows, verbatim, and what they have in common (dialect, header, column map) ──read──▶ claims

With a column map the owner says what the columns hold; without one their names do (column_names).
"""

from __future__ import annotations

import codecs
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from pydantic import field_validator

from connectors.cell_values import date_order
from connectors.column_map import Field, Plan, map_score, named_columns, people_score
from connectors.column_names import folded
from connectors.contract import Connector, NeedsYou, Window
from connectors.csv_dialect import Sheet, row_cells, sheet
from connectors.csv_reading import plan_of, read
from connectors.files import FileOptions, FileReading, fetch_files, one_whole
from connectors.linkedin_table import is_of_linkedin
from connectors.records import Batch, Context, Cursor, Origin, Record, digest

ColumnOptions = dict[Field, str | list[str]]


class CsvPeopleOptions(FileOptions):
    """What a CSV file of people does not say itself.

    columns: our field -> the file's column, or a list of them; then only these are read.
    second: the same for the second person of a row; a column may be in both maps.
    dates: whether 3/4/1985 is day or month first, where the file's other dates don't tell.
    school: the school whose list this is, for rows that name none.
    encoding: such as cp1250, where the file's bytes don't tell.
    """

    columns: ColumnOptions | None = None
    second: ColumnOptions | None = None
    dates: Literal["dmy", "mdy"] | None = None
    school: str | None = None
    encoding: str | None = None

    @field_validator("encoding")
    @classmethod
    def _can_be_cut(cls, encoding: str | None) -> str | None:
        if encoding is None:
            return None
        try:
            name = codecs.lookup(encoding).name
            ascii_bytes = _ASCII.encode(name)
        except (LookupError, UnicodeError) as error:
            raise ValueError("no text encoding of this name; cp1250, cp1251, cp932 are some") from error
        if ascii_bytes != _ASCII.encode() and name not in ("utf-16-le", "utf-16-be"):
            raise ValueError("rows can't be cut in this encoding; convert the file to UTF-8")
        return name


def fetch(options: CsvPeopleOptions, cursors: Mapping[str, Cursor], window: Window | None) -> Iterator[Batch]:
    """Batches of the rows of every new or changed file."""
    return fetch_files(options, cursors, window, one_whole(partial(read_file, options)))


def read_file(options: CsvPeopleOptions, content: bytes, file: str) -> FileReading:
    """The rows of a file as records, each with its own bytes; blank rows and what stands above the header are counted.

    Raises NeedsYou when no row is a header we know, or the map names columns that the header lacks.
    """
    if not content.strip(_BLANK_BYTES):
        return FileReading([])
    wanted = named_columns(options.columns, options.second)
    score = partial(map_score, wanted) if options.columns else people_score
    found = sheet(content, score, options.encoding)
    header = _checked_header(found, wanted, file)
    ignored = Counter("row above the header" if any(map(str.strip, row)) else "empty row" for row in found.above)
    ignored["half a character at the end"] += found.half_character
    rows: list[_Row] = []
    orders: dict[str, str] = {}
    for raw, line in found.rows:
        cells = row_cells(raw, found.dialect.encoding, found.dialect.delimiter)
        if not any(map(str.strip, cells)):
            ignored["empty row"] += 1
        elif cells[0].strip() == header[0] and [cell.strip() for cell in cells] == header:
            ignored["header repeated"] += 1
        else:
            rows.append((raw, line, cells))
            _note_date_orders(orders, header, cells)
    context = Context(_facts(options, found, header, orders))
    keys = _keys(header, rows, plan_of(context.facts))
    records = [
        Record(key, raw, context, Origin(file, ordinal=ordinal, line=line))
        for ordinal, (key, (raw, line, _)) in enumerate(zip(keys, rows, strict=True), start=1)
    ]
    return FileReading(records, dict(+ignored))


def recognise(path: Path) -> Mapping[str, Any] | None:
    """No options needed where the header is one of people; None for cards, other files and LinkedIn's own."""
    with path.open("rb") as file:
        start = file.read(_RECOGNISED_FROM_BYTES)
    if len(start) == _RECOGNISED_FROM_BYTES:
        start = start[: start.rfind(b"\n") + 1]
    if b"BEGIN:VCARD" in start.replace(b"\0", b"").upper():
        return None  # a card's lines may look like a header to the most forgiving of dialects
    if is_of_linkedin(start, path.name):
        return None
    return None if sheet(start, people_score).header is None else {}


CONNECTOR = Connector(name="csv_people", options=CsvPeopleOptions, fetch=fetch, read=read, recognise=recognise)

_ASCII = '",;\t|\r\n'
_BLANK_BYTES = b"\0\r\n\t ,;\xef\xbb\xbf\xff\xfe"
_RECOGNISED_FROM_BYTES = 262_144
_IN_VALUES = set("@0123456789")
_LONGEST_DATE = len(" 31/12/1985 23:59:59.000 ")
_SEEN_IN_VALUES = re.compile(r"@|[0-9]{3}")
_Row = tuple[bytes, int, list[str]]
"""Its bytes, its first line, its cells as found."""


def _facts(options: CsvPeopleOptions, found: Sheet, header: list[str], orders: dict[str, str]) -> dict[str, Any]:
    owner_says = options.model_dump(include={"columns", "second", "dates", "school"})
    return {**found.dialect._asdict(), **owner_says, "header": header, "date_orders": orders}


def _checked_header(found: Sheet, wanted: Sequence[str], file: str) -> list[str]:
    """The header; raises NeedsYou when there is none, or when it lacks columns that the owner's maps name."""
    if found.header is None:
        raise NeedsYou(
            f"{file} has no header that names people in a way we know{_columns_shown(found)}. "
            'Say what its columns hold: `columns = { given_name = "First", family_name = "Last", email = "Mail" }`.'
        )
    present = {folded(name) for name in found.header}
    missing = [name for name in wanted if name.strip() not in found.header and folded(name) not in present]
    if missing:
        named = ", ".join(map(repr, missing))
        raise NeedsYou(
            f"{file} has no column {named}, which `columns` or `second` names{_columns_shown(found, wanted)}."
        )
    return found.header


def _columns_shown(found: Sheet, wanted: Sequence[str] = ()) -> str:
    """`; its columns are: …` where the row is a header beyond doubt; in a file without one it would be a person's row.

    Beyond doubt: as wide as the rows below, without @ or a number of three digits, and with two of the columns that
    the owner names, or in some column the only cell without a digit or @.
    """
    below = [row_cells(r.raw, found.dialect.encoding, found.dialect.delimiter) for r in islice(found.rows, 20)]
    below = [[cell.strip() for cell in row] for row in below if any(map(str.strip, row))]
    header = found.header or (below.pop(0) if below else [])
    named = _SEEN_IN_VALUES.search(" ".join(header)) is None and {len(row) for row in below} == {len(header)}
    told_apart = map_score(wanted, header) > 1 or any(
        name
        and not _IN_VALUES.intersection(name)
        and any(cells)
        and all(map(_IN_VALUES.intersection, filter(None, cells)))
        for name, *cells in zip(header, *below, strict=False)
    )
    return f"; its columns are: {', '.join(header)}" if named and told_apart else ""


def _note_date_orders(orders: dict[str, str], header: Sequence[str], cells: Sequence[str]) -> None:
    """Add what the dates of this row prove, for every column: a later map may find the birthday in another one."""
    for name, cell in zip(header, cells, strict=False):
        if cell and ("/" in cell or "-" in cell) and len(cell) <= _LONGEST_DATE and (order := date_order(cell)):
            orders[name] = order if orders.get(name, order) == order else "both"


def _keys(header: Sequence[str], rows: Sequence[_Row], layout: Plan) -> list[str]:
    """The key of each row: its id, else a digest of what it holds; rows with one key and other bytes get them added."""
    ids = [column.at for column in layout.first.fields.get("id", ())]
    by_name = sorted(range(len(header)), key=header.__getitem__)
    keys = []
    for _, _, cells in rows:
        known = " ".join(cells[at].strip() for at in ids if at < len(cells)).strip()
        keys.append(f"id:{known}" if known else _content(header, by_name, cells))
    raws_of: defaultdict[str, set[bytes]] = defaultdict(set)
    for key, (raw, _, _) in zip(keys, rows, strict=True):
        raws_of[key].add(raw)
    return [
        key if len(raws_of[key]) == 1 else f"{key}#{digest(raw)}" for key, (raw, _, _) in zip(keys, rows, strict=True)
    ]


def _content(header: Sequence[str], by_name: Sequence[int], cells: Sequence[str]) -> str:
    """Digest of the cells that hold something, by column name: a column that a newer export adds changes no key."""
    beyond = cells[len(header) :]
    if len(cells) < len(header):
        cells = [*cells, *[""] * (len(header) - len(cells))]
    # Cells hold no NUL (row_cells), so it keeps them apart.
    return digest("\0".join([f"{header[at]}\0{cells[at]}" for at in by_name if cells[at]]), *filter(None, beyond))
