"""One person of a row: the values in their columns, who they are, and what is claimed of them.

    cells ──gathered──▶ Gathered ──identity──▶ subject ──claims──▶ Name, Email, …

Cells come stripped, as many as the header has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from connectors.cell_values import (
    BadCellError,
    DayOfBirth,
    checked_day,
    class_year,
    day_of_birth,
    email,
    emails,
    phone,
    tags,
    unstarred,
    values,
)
from connectors.claims import (
    Affiliation,
    Birthday,
    Email,
    Identifier,
    Link,
    Name,
    Note,
    Phone,
    Place,
    Reading,
    Rejected,
    Relation,
    Tag,
    Unread,
)
from connectors.column_map import JOB_FIELDS, Column, Columns, PersonColumns
from connectors.records import digest

Labelled = tuple[str, str | None]

_NAME_FIELDS = ("given_name", "middle_name", "family_name", "name", "prefix", "suffix", "nickname", "maiden_name")
_NONE: Columns = ()


@dataclass(slots=True)
class Gathered:
    """What the columns of one person hold in one row, before it is said of whom.

    names: the name fields that are not empty, as written.
    problems: what can't be believed, each with its column.
    """

    names: dict[str, str]
    emails: list[Labelled] = field(default_factory=list)
    phones: list[Labelled] = field(default_factory=list)
    problems: list[Rejected] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Whether there is a name to call them by; a title alone is none."""
        return any(self.names.get(each) for each in ("given_name", "family_name", "name", "nickname"))

    @property
    def is_somebody(self) -> bool:
        """Whether the row speaks of anyone here."""
        return self.is_named or bool(self.emails) or bool(self.phones)


def gathered(row: Sequence[str], columns: PersonColumns) -> Gathered:
    """The names, addresses and numbers of a person; a name that is an e-mail address is read as one."""
    fields = columns.fields
    names = {each: text for each in _NAME_FIELDS if each in fields and (text := joined(row, fields[each]))}
    person = Gathered(names)
    for column in fields.get("email", _NONE):
        if cell := row[column.at]:
            _collect(person, person.emails, emails(cell), email, column, label_of(row, column))
    for column in fields.get("phone", _NONE):
        if cell := row[column.at]:
            _collect(person, person.phones, values(cell), phone, column, label_of(row, column))
    whole = names.get("name", "")
    if "@" in whole and " " not in whole:
        del names["name"]
        _collect(person, person.emails, [whole], email, fields["name"][0], None)
    return person


def subject(row: Sequence[str], columns: PersonColumns, person: Gathered) -> str:
    """The key of this person in this source: the owner's id column, else a digest of what identifies them.

    That is name and e-mails; without an e-mail, name and phones; without either, name, day of birth, school and class,
    so that two namesakes of one list are not one person for ever, and an edited note or job doesn't make a new one.
    """
    if known := joined(row, columns.fields.get("id", _NONE)):
        return f"id:{known}"
    contact = sorted({address for address, _ in person.emails}) or sorted({number for number, _ in person.phones})
    if not contact:
        contact = [joined(row, columns.fields.get(each, _NONE)) for each in _IDENTITY_WITHOUT_CONTACT]
    return digest("\0".join([*_identifying_names(person), *contact]))


def claims(
    subject: str, row: Sequence[str], columns: PersonColumns, person: Gathered, orders: Mapping[str, str], school: str
) -> list[Reading]:
    """Everything the row says of this person."""
    said = names(subject, row, columns, person)
    said += shared_claims(subject, row, columns, person)
    said += own_claims(subject, row, columns, orders, school)
    return said


def names(subject: str, row: Sequence[str], columns: PersonColumns, person: Gathered) -> list[Reading]:
    """Their names. A given name of several words in a list with family names, but none here, is a whole name."""
    own, fields, said = person.names, columns.fields, list[Reading]()
    full, given, family = own.get("name"), own.get("given_name"), own.get("family_name")
    if given and not family and not full and " " in given and "family_name" in fields:
        full, given = given, None
    if full or given or family:
        said.append(Name(subject, full, given, own.get("middle_name"), family, own.get("prefix"), own.get("suffix")))
    if nickname := own.get("nickname"):
        said.append(Name(subject, nickname, kind="nickname"))
    if maiden := own.get("maiden_name"):
        said.append(Name(subject, family=maiden, kind="maiden"))
    if not fields.keys().isdisjoint(_PHONETIC):
        given, family = [joined(row, fields.get(each, _NONE)) or None for each in _PHONETIC]
        said += [Name(subject, given=given, family=family, kind="phonetic")] if given or family else []
    return said


def shared_claims(subject: str, row: Sequence[str], columns: PersonColumns, person: Gathered) -> list[Reading]:
    """What is true of both of a couple that shares a row: how to reach them, where they live, where they are filed."""
    fields, said = columns.fields, list[Reading]()
    said += [Email(subject, address, label) for address, label in _once(person.emails)]
    said += [Phone(subject, number, label) for number, label in _once(person.phones)]
    for column in fields.get("url", _NONE):
        said += [Link(subject, url, label_of(row, column)) for url in values(row[column.at])]
    for place in columns.places:
        said += _place(subject, row, place)
    for column in fields.get("tag", _NONE):
        said += [Tag(subject, tag) for tag in tags(row[column.at])]
    said += [Note(subject, row[column.at]) for column in fields.get("note", _NONE) if row[column.at]]
    return said


def own_claims(
    subject: str, row: Sequence[str], columns: PersonColumns, orders: Mapping[str, str], school: str
) -> list[Reading]:
    """What is true of one person only: birthday, work, education, relations, numbers given by others."""
    fields = columns.fields
    said = _birthday(subject, row, fields, orders)
    for job in columns.jobs:
        said += _work(subject, row, job)
    said += _education(subject, row, fields, school)
    for column in fields.get("relation", _NONE):
        relation = label_of(row, column) or "related"
        said += [Relation(subject, relation, relative) for relative in values(row[column.at])]
    for column in fields.get("identifier", _NONE):
        if value := row[column.at]:
            said.append(Identifier(subject, column.name, value))
    return said


def own_columns(columns: PersonColumns) -> Iterator[Column]:
    """The columns behind `own_claims`, and the name parts that can only be one person's."""
    for each in _OWN_FIELDS:
        yield from columns.fields.get(each, _NONE)
    for job in columns.jobs:
        for found in job.values():
            yield from found


def joined(row: Sequence[str], columns: Columns, between: str = " ") -> str:
    """The cells of these columns that are not empty, as one text."""
    if not columns:
        return ""
    if len(columns) == 1:
        return row[columns[0].at]
    return between.join(cell for column in columns if (cell := row[column.at]))


def label_of(row: Sequence[str], column: Column) -> str | None:
    """The label of a column's value: of the cell beside it, else of the column's name."""
    if column.label_at is None:
        return column.label
    return unstarred(row[column.label_at]) or None


_PHONETIC = ("phonetic_given_name", "phonetic_family_name")
_BIRTH_PARTS = ("birth_year", "birth_month", "birth_day")
_PARTS_OF_PLACE = ("street", "city", "region", "postcode", "country")
_EDUCATION = ("school", "class_year", "major", "degree")
_IDENTITY_WITHOUT_CONTACT = ("birth_date", *_BIRTH_PARTS, "school", "class_year")
_OWN_FIELDS = ("birth_date", *_BIRTH_PARTS, *_EDUCATION, *_PHONETIC, "relation", "identifier", "nickname",
               "maiden_name", "middle_name", "prefix", "suffix")  # fmt: skip


def _once(found: list[Labelled]) -> Iterable[Labelled]:
    """Each value with its first label."""
    if len(found) < 2:
        return found
    labels: dict[str, str | None] = {}
    for value, label in found:
        labels.setdefault(value, label)
    return labels.items()


def _collect(
    person: Gathered, into: list[Labelled], found: Sequence[str], checked: Callable[[str], str], column: Column,
    label: str | None,
) -> None:  # fmt: skip
    for value in found:
        try:
            into.append((checked(value), label))
        except BadCellError as problem:
            person.problems.append(Rejected(str(problem), column.name))


def _identifying_names(person: Gathered) -> list[str]:
    """The parts where there are parts, so that an export that adds the whole name beside them changes nobody."""
    own = person.names
    if own.get("given_name") or own.get("family_name"):
        return [own.get(each, "") for each in ("given_name", "middle_name", "family_name", "suffix")]
    return [own.get("name") or own.get("nickname", "")]


def _place(subject: str, row: Sequence[str], columns: Mapping[str, Columns]) -> list[Reading]:
    held = {each: row[found[0].at] if len(found) == 1 else joined(row, found, "\n") for each, found in columns.items()}
    held = {each: text for each, text in held.items() if text}
    if not held:
        return []
    unsplit = held.pop("address", None)
    formatted = held.pop("formatted", None)
    if unsplit and "city" in columns:
        held["street"], unsplit = "\n".join(filter(None, (held.get("street"), unsplit))), None
    if not held:
        unsplit = unsplit or formatted
    label = label_of(row, next(iter(columns.values()))[0])
    street, city, region, postcode, country = map(held.get, _PARTS_OF_PLACE)
    return [Place(subject, street, city, region, postcode, country, unsplit, label)]


def _work(subject: str, row: Sequence[str], columns: Mapping[str, Columns]) -> list[Reading]:
    organisation, title, department, industry = [joined(row, columns.get(each, _NONE)) or None for each in JOB_FIELDS]
    if organisation:
        return [Affiliation(subject, organisation, department, title, industry=industry)]
    return _unread(row, columns, JOB_FIELDS) if title or department or industry else []


def _education(subject: str, row: Sequence[str], fields: Mapping[str, Columns], list_school: str) -> list[Reading]:
    if fields.keys().isdisjoint(_EDUCATION):
        return []
    own_school, year_text, major, degree = [joined(row, fields.get(each, _NONE)) or None for each in _EDUCATION]
    if not (own_school or year_text or major or degree):
        return []
    school = own_school or list_school
    if not school:
        return _unread(row, fields, _EDUCATION)
    said, year = list[Reading](), None
    try:
        year = class_year(year_text) if year_text else None
    except BadCellError as problem:
        said.append(Rejected(str(problem), fields["class_year"][0].name))
    study = Affiliation(subject, school, unit=major, title=degree, kind="education")
    said.append(study._replace(end_lo=date(year, 1, 1), end_hi=date(year, 12, 31)) if year else study)
    return said


def _birthday(
    subject: str, row: Sequence[str], fields: Mapping[str, Columns], orders: Mapping[str, str]
) -> list[Reading]:
    said = list[Reading]()
    for column in fields.get("birth_date", _NONE):
        if cell := row[column.at]:
            try:
                found = day_of_birth(cell, orders.get(column.name) or orders.get(""))
                said += [Birthday(subject, *found)] if found else []
            except BadCellError as problem:
                said.append(Rejected(str(problem), column.name))
    parts = {each: text for each in _BIRTH_PARTS if each in fields and (text := joined(row, fields[each]))}
    if parts:
        try:
            said.append(Birthday(subject, *_day_of_parts(list(map(parts.get, _BIRTH_PARTS)))))
        except BadCellError as problem:
            said.append(Rejected(str(problem), fields[next(iter(parts))][0].name))
    return said


def _day_of_parts(parts: Sequence[str | None]) -> DayOfBirth:
    if any(part and not (part.isascii() and part.isdigit() and len(part) <= 4) for part in parts):
        raise BadCellError("date in an unknown form")
    year, month, day = (int(part or 0) or None for part in parts)
    return checked_day(year, month, day)


def _unread(row: Sequence[str], fields: Mapping[str, Columns], names: Sequence[str]) -> list[Reading]:
    return [Unread(column.name) for each in names for column in fields.get(each, _NONE) if row[column.at]]
