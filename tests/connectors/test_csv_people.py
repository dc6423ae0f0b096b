"""What CSV files of people do to a reader, beyond the contract: dialects, column maps, keys, couples, bad values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.cell_values import BadCellError, class_year, date_order, day_of_birth
from connectors.claims import Affiliation, Birthday, Email, Name, Nothing, Phone, Place, Reading, Rejected, Tag, Unread
from connectors.column_names import meaning
from connectors.contract import NeedsYou, SourceRecord, connectors
from connectors.csv_people import CONNECTOR, CsvPeopleOptions, read_file
from connectors.csv_rows import cells, rows
from connectors.files import FileReading

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SAMPLES = Path(__file__).parent / "csv_people"
NETWORK = Path(__file__).parents[2] / "data/sample/inbox"
Kind = TypeVar("Kind")


def reading(content: str | bytes, **options: Any) -> FileReading:
    """A file taken apart."""
    encoded = content.encode() if isinstance(content, str) else content
    return read_file(CsvPeopleOptions(path="people.csv", **options), encoded, "people.csv")


def said(content: str | bytes, **options: Any) -> list[list[Reading]]:
    """What each row of a file says."""
    return [
        list(CONNECTOR.read(SourceRecord(record.key, record.raw), record.context.facts))
        for record in reading(content, **options).records
    ]


def all_of(kind: type[Kind], readings: Iterable[Iterable[Reading]]) -> list[Kind]:
    """The readings of one class, of all rows."""
    return [each for row in readings for each in row if isinstance(each, kind)]


def keys(content: str, **options: Any) -> list[str]:
    """The keys of the rows."""
    return [record.key for record in reading(content, **options).records]


def facts(content: bytes) -> dict[str, Any]:
    """What the rows of a file have in common."""
    return dict(reading(content).records[0].context.facts)


# Dialects


@pytest.mark.parametrize(
    ("encoding", "mark", "found"),
    [
        ("utf-8", b"", ("utf-8", "valid UTF-8")),
        ("utf-8", b"\xef\xbb\xbf", ("utf-8", "byte-order mark")),
        ("utf-16-le", b"\xff\xfe", ("utf-16-le", "byte-order mark")),
        ("utf-16-be", b"\xfe\xff", ("utf-16-be", "byte-order mark")),
        ("utf-16-le", b"", ("utf-16-le", "pattern of NUL bytes")),
        ("utf-16-be", b"", ("utf-16-be", "pattern of NUL bytes")),
        ("cp1252", b"", ("cp1252", "fallback: not valid UTF-8")),
    ],
)
def test_the_encoding_is_found_and_how_is_kept(encoding: str, mark: bytes, found: tuple[str, str]) -> None:
    content = mark + "Vorname,Nachname\nJürgen,Größwang\n".encode(encoding)
    assert all_of(Name, said(content))[0][2:5] == ("Jürgen", None, "Größwang")
    assert (facts(content)["encoding"], facts(content)["encoding_found"]) == found


def test_the_owner_can_name_an_encoding_that_nothing_tells() -> None:
    content = "Jméno,Příjmení,E-mail\nŽofie,Dvořák,zofie@example.com\n".encode("cp1250")
    people = said(content, encoding="windows-1250", columns={"given_name": "Jméno", "family_name": "Příjmení"})
    assert all_of(Name, people)[0].given == "Žofie"
    with pytest.raises(ValueError, match="no text encoding of this name"):
        CsvPeopleOptions(path="people.csv", encoding="rot13")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_the_best_header(delimiter: str) -> None:
    people = said(f'First Name{delimiter}Email\n"a{delimiter}, b; c"{delimiter}a@example.com\n')
    assert all_of(Name, people)[0].given == f"a{delimiter}, b; c"


def test_a_sep_line_decides_against_appearances() -> None:
    assert facts(b"sep=|\nName|Email|City,Phone,Company,Street\nAda|a@example.com|\n")["delimiter_found"] == "sep= line"


def test_a_quote_never_closed_costs_its_own_row_and_no_other() -> None:
    people = said('Name,Email\n"Ada,ada@example.com\nBen,ben@example.com\n')
    assert [email.address for email in all_of(Email, people)] == ["ada@example.com", "ben@example.com"]


def test_what_stands_above_the_header_is_counted() -> None:
    taken_apart = reading("Members\n,,\n\nName,Email\nAda,ada@example.com\n,\nName,Email\n\n")
    assert taken_apart.ignored == {"row above the header": 1, "empty row": 4, "header repeated": 1}
    assert len(taken_apart.records) == 1


@given(st.text(alphabet='ab,;" \r\n\té', max_size=40))
def test_cutting_into_rows_keeps_every_byte(text: str) -> None:
    content, at = text.encode(), 0
    for raw, line in rows(content, ","):
        at = content.index(raw, at)
        assert re.sub(rb"\r\n?", b"\n", content[:at]).count(b"\n") == line - 1
        at += len(raw)
        end = re.compile(rb"\r\n?|\n|\Z").match(content, at)
        assert end is not None, "a row ends where no line does"
        at = end.end()
    assert at == len(content)


@given(st.lists(st.text(alphabet='ab,;" \r\n\té', max_size=8), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_cells_come_back_as_they_were_written(written: list[str], delimiter: str) -> None:
    row = delimiter.join('"' + cell.replace('"', '""') + '"' for cell in written)
    assert cells(row, delimiter) == written
    assert [cut.raw for cut in rows(row.encode(), delimiter)] == [row.encode()]


READ_AS: list[dict[str, Any]] = [
    {**reading((SAMPLES / "google_old.csv").read_bytes(), **options).records[0].context.facts, "encoding": encoding}
    for encoding in ("utf-8", "utf-16-le", "cp1252")
    for options in (
        {},
        {"dates": "mdy"},
        {"columns": {"name": "Name", "birth_date": "Birthday", "class_year": "Notes"}},
    )
]
ODD_FIELDS = "name email phone birth_date class_year birth_year birth_month birth_day".split()
ODD_FACTS = reading(
    ";".join(ODD_FIELDS) + "\nAda\n", columns={field: field for field in ODD_FIELDS}, school="Lakeside"
).records[0].context.facts  # fmt: skip


@given(st.binary(max_size=80), st.sampled_from(READ_AS))
def test_no_bytes_make_read_raise_or_fall_silent(raw: bytes, context: dict[str, Any]) -> None:
    assert list(CONNECTOR.read(SourceRecord("key", raw), context))


@given(st.lists(st.text(alphabet="0123456789/-.'E+@;<> aT:", max_size=14), min_size=8, max_size=8))
def test_no_cells_make_read_raise_or_fall_silent(row: list[str]) -> None:
    raw = ";".join('"' + cell + '"' for cell in row).encode()
    assert list(CONNECTOR.read(SourceRecord("key", raw), ODD_FACTS))


@given(st.binary(max_size=200))
def test_any_file_is_records_or_a_sentence(content: bytes) -> None:
    try:
        assert all(record.raw in content for record in reading(content).records)
    except NeedsYou as problem:
        assert "no header" in str(problem)


# Headers and column maps


@pytest.mark.parametrize(
    ("name", "field", "label"),
    [
        ("Vorname", "given_name", None),
        ("NACHNAME", "family_name", None),
        ("Prénom", "given_name", None),
        ("Nom de famille", "family_name", None),
        ("Apellidos", "family_name", None),
        ("Cognome", "family_name", None),
        ("E-Mail-Adresse", "email", None),
        ("E-mail 2 Address", "email", None),
        ("Business Street 2", "street", "work"),
        ("Telefon privat", "phone", "home"),
        ("Fax geschäftlich", "phone", "fax"),
        ("homePhone", "phone", "home"),
        ("Mobile Phone", "phone", "mobile"),
        ("Code postal", "postcode", None),
        ("Grad Year", "class_year", None),
    ],
)
def test_column_names_are_known_in_several_languages(name: str, field: str, label: str | None) -> None:
    assert meaning(name) == (field, label)


@pytest.mark.parametrize("name", ["E-mail Type", "E-mail 2 Display Name", "Home", "2", "", "Assistant's Phone"])
def test_a_column_of_something_else_is_not_taken_for_a_value(name: str) -> None:
    assert meaning(name) is None


def test_name_beside_a_first_name_is_the_family_name() -> None:
    assert all_of(Name, said("Name,Vorname\nKeller,Anna\n"))[0][1:5] == (None, "Anna", None, "Keller")
    assert all_of(Name, said("Name,Email\nAnna Keller,a@example.com\n"))[0].full == "Anna Keller"


def test_title_is_a_prefix_only_beside_a_job_title() -> None:
    beside = said("Title,First Name,Last Name,Company,Job Title\nDr,Ada,Byron,Acme,CTO\n")
    alone = said("First Name,Last Name,Company,Title\nAda,Byron,Acme,CTO\n")
    assert all_of(Name, beside)[0].prefix == "Dr"
    assert all_of(Affiliation, beside)[0].title == all_of(Affiliation, alone)[0].title == "CTO"


def test_with_a_map_only_its_columns_are_read_and_the_others_are_counted() -> None:
    people = said(
        "First,Mail,Email\nAda,ada@example.com,other@example.com\n", columns={"name": "First", "email": "Mail"}
    )
    assert [email.address for email in all_of(Email, people)] == ["ada@example.com"]
    assert all_of(Unread, people) == [Unread("Email")]


def test_a_second_city_makes_a_second_address_and_a_second_street_line_does_not() -> None:
    header = "N,S1,S2,C1,C2\nAda,Elm St 1,Oak St 2,Rome,Oslo\n"
    two = said(header, columns={"name": "N", "street": ["S1", "S2"], "city": ["C1", "C2"]})
    one = said(header, columns={"name": "N", "street": ["S1", "S2"], "city": "C1"})
    assert [place[1:3] for place in all_of(Place, two)] == [("Elm St 1", "Rome"), ("Oak St 2", "Oslo")]
    assert [place[1:3] for place in all_of(Place, one)] == [("Elm St 1\nOak St 2", "Rome")]


def test_a_map_with_a_misspelt_column_is_answered_with_the_columns_there_are() -> None:
    with pytest.raises(NeedsYou, match=r"no column 'Frist', .*columns are: First, Mail, Tel"):
        reading("First,Mail,Tel\nAda,ada@example.com,1\n", columns={"name": "Frist", "email": "Mail", "phone": "Tel"})


def test_a_map_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="first_name"):
        CsvPeopleOptions.model_validate({"path": "people.csv", "columns": {"first_name": "First"}})


@pytest.mark.parametrize(
    "content",
    [
        "Ada Byron,ada@example.com\nBen Keller,ben@example.com\n",
        "Ada Byron,none,ada@example.com\nBen Keller,+1 202 555 0101,ben@example.com\n",
        "Ada Byron,none\nBen Keller,+1 202 555 0101,ben@example.com\n",
    ],
)
def test_a_file_without_a_header_is_refused_without_naming_anybody(content: str) -> None:
    with pytest.raises(NeedsYou, match="no header") as refused:
        reading(content)
    assert "Ada" not in str(refused.value)


def test_files_of_people_are_recognised_and_others_are_not(tmp_path: Path) -> None:
    assert CONNECTOR.recognise is not None
    for sample in SAMPLES.glob("[gol]*.csv"):
        assert CONNECTOR.recognise(sample) == {}, sample.name
    other = tmp_path / "other"
    for content in (
        b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n",
        b"Date,Name,Amount\n2024-01-01,Ada,3\n",
        b"BEGIN:VCARD\nFN:Ada\nEND:VCARD\n",
        b"",
        bytes(range(256)) * 8,
    ):
        other.write_bytes(content)
        assert CONNECTOR.recognise(other) is None, content[:20]


# Keys and subjects


def test_rows_with_one_id_and_other_content_get_keys_that_do_not_depend_on_their_order() -> None:
    columns = {"id": "ID", "name": "Name", "organisation": "Employer"}
    one, two, three = "7,Ada,Acme\n", "7,Ada,Beta\n", "8,Ben,Acme\n"
    forwards = keys("ID,Name,Employer\n" + one + two + three, columns=columns)
    backwards = keys("ID,Name,Employer\n" + three + two + one, columns=columns)
    assert forwards == backwards[::-1]
    assert len(set(forwards)) == 3
    assert forwards[2] == "id:8"
    people = said("ID,Name,Employer\n" + one + two, columns=columns)
    assert {name.subject for name in all_of(Name, people)} == {"id:7"}


def test_a_column_that_a_newer_export_adds_or_moves_changes_no_key() -> None:
    before = keys("First Name,Email\nAda,ada@example.com\n")
    assert keys("First Name,Photo,Email\nAda,,ada@example.com\n") == before
    assert keys("Email,First Name\nada@example.com,Ada\n") == before
    assert keys("First Name,Email\nAda,ada@example.org\n") != before


def test_an_edited_note_keeps_the_subject_and_another_name_does_not() -> None:
    header = "First Name,Last Name,Email,Notes\n"
    rows_ = ["Ada,Byron,ada@example.com,chess\n", "Ada,Byron,ada@example.com,go\n", "Ada,King,ada@example.com,go\n"]
    one, two, three = (name.subject for name in all_of(Name, said(header + "".join(rows_))))
    assert one == two != three


def test_namesakes_without_an_address_are_two_where_number_or_class_differ() -> None:
    header = "Name,Email,Phone,School,Class Year\n"
    people = [
        "John Smith,,+1 202 555 0101,,",
        "John Smith,,+1 202 555 0102,,",
        "John Smith,,,Elm,1962",
        "John Smith,,,Elm,64",
    ]
    assert len({name.subject for name in all_of(Name, said(header + "\n".join(people)))}) == 4


def test_the_same_person_in_old_and_new_google_headers_is_one_subject() -> None:
    old = said("Name,Given Name,Family Name,E-mail 1 - Value\nAda Byron,Ada,Byron,ada@example.com\n")
    new = said("First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value\nAda,Byron,* Work,ada@example.com\n")
    assert all_of(Name, old)[0].subject == all_of(Name, new)[0].subject


# Two people in one row


def test_a_second_person_hangs_on_the_first_unless_they_have_an_id() -> None:
    second = {"id": "SP ID", "given_name": "SP First", "phone": "Phone"}
    people = said(
        "ID,First,Phone,SP ID,SP First\n1,Ada,+1 202 555 0101,2,Ben\n3,Cleo,,,Dan\n4,Eve,+1 202 555 0102,,\n",
        columns={"id": "ID", "given_name": "First", "phone": "Phone"},
        second=second,
    )
    subjects = {name.given: name.subject for name in all_of(Name, people)}
    assert subjects["Ben"] == "id:2"
    assert subjects["Dan"].startswith("id:3+")
    assert list(subjects) == ["Ada", "Ben", "Cleo", "Dan", "Eve"]
    assert [phone.subject for phone in all_of(Phone, people)] == ["id:1", "id:2", "id:4"]


def test_two_names_in_one_share_how_to_reach_them_and_nothing_else() -> None:
    people = said(
        "First Name,Last Name,Email,Birthday,Company,Labels\nAnna & Ben,Keller,k@example.com,1980-01-01,Acme,Friends\n"
    )
    names = {name.given: name for name in all_of(Name, people)}
    assert [names[given].family for given in ("Anna", "Ben")] == ["Keller", "Keller"]
    both = {name.subject for name in names.values()}
    assert {email.subject for email in all_of(Email, people)} == both
    assert {tag.subject for tag in all_of(Tag, people)} == both
    assert not all_of(Birthday, people)
    assert not all_of(Affiliation, people)
    assert [unread.field for unread in all_of(Unread, people)] == ["Birthday", "Company"]


def test_a_firm_of_two_names_stays_one() -> None:
    people = said("Name,Email,Company\nAnna & Ben Keller,k@example.com,Anna & Ben Keller\n")
    assert [name.full for name in all_of(Name, people)] == ["Anna & Ben Keller"]


# Values


@pytest.mark.parametrize(
    ("cell", "order", "expected"),
    [
        (" --04-12", None, (None, 4, 12)),
        ("--0412", None, (None, 4, 12)),
        ("--02-29", None, (None, 2, 29)),
        ("1985-04-03", "mdy", (1985, 4, 3)),
        ("1985-04-03T00:00:00Z", None, (1985, 4, 3)),
        ("19850403", None, (1985, 4, 3)),
        ("1985-04", None, (1985, 4, None)),
        ("1985", None, (1985, None, None)),
        ("3.4.1985", "mdy", (1985, 4, 3)),
        ("03.04.", None, (None, 4, 3)),
        ("3/4/1985", "dmy", (1985, 4, 3)),
        ("3/4/1985", "mdy", (1985, 3, 4)),
        ("3/14/85", None, (1985, 3, 14)),
        ("4/4/29", None, (2029, 4, 4)),
        ("4/4/30", None, (1930, 4, 4)),
        ("1604-05-17", None, (None, 5, 17)),
        ("17 May 1985", None, (1985, 5, 17)),
        ("May 17, 1985", None, (1985, 5, 17)),
        ("0/0/00", None, None),
        ("0.0.00", None, None),
        ("0000-00-00", None, None),
        ("1/1/4501", None, None),
    ],
)
def test_a_day_of_birth_is_read(cell: str, order: str | None, expected: tuple[int | None, ...] | None) -> None:
    assert day_of_birth(cell, order) == expected


@pytest.mark.parametrize("order", ["dmy", "mdy", None])
@pytest.mark.parametrize(
    "cell", ["31.02.1980", "1985-02-30", "1985-13-01", "32/1/1980", "13/14/1980", "soon", "12", "1/2/3/4"]
)
def test_an_impossible_day_is_rejected_without_its_value(cell: str, order: str | None) -> None:
    with pytest.raises(BadCellError) as bad:
        day_of_birth(cell, order)
    assert not re.search("[0-9]", str(bad.value))


def test_the_owners_word_on_dates_is_not_overruled_by_a_single_date() -> None:
    with pytest.raises(BadCellError):
        day_of_birth("13/4/1980", "mdy")


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["3/4/1985", "25/12/1990"], [(1985, 4, 3), (1990, 12, 25)]),
        (["3/4/1985", "12/25/1990"], [(1985, 3, 4), (1990, 12, 25)]),
        (["3/4/1985", "5/5/1990"], ["Rejected", (1990, 5, 5)]),
        (["3/4/1985", "25/12/1990", "12/25/1990"], ["Rejected", (1990, 12, 25), (1990, 12, 25)]),
    ],
)
def test_day_and_month_are_told_apart_by_the_other_dates_of_the_file(dates: list[str], expected: list[object]) -> None:
    people = said("Name,Birthday\n" + "".join(f"Ada,{each}\n" for each in dates))
    found = [each for row in people for each in row if isinstance(each, Birthday | Rejected)]
    assert [each[1:] if isinstance(each, Birthday) else "Rejected" for each in found] == expected
    assert all("`dates =" in bad.reason and bad.field == "Birthday" for bad in all_of(Rejected, people))


def test_the_owner_decides_where_no_date_does() -> None:
    content = "Name,Birthday\nAda,3/4/1985\n"
    assert all_of(Birthday, said(content, dates="dmy"))[0][1:] == (1985, 4, 3)
    assert all_of(Birthday, said(content, dates="mdy"))[0][1:] == (1985, 3, 4)


def test_only_what_cannot_be_otherwise_proves_an_order() -> None:
    assert [
        date_order(cell) for cell in ("25/12/1990", "12-25-90", "3/4/1985", "31/31/1990", "25.12.1990", "25/12")
    ] == [
        "dmy",
        "mdy",
        None,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(("cell", "year"), [("1998", 1998), ("98", 1998), ("'98", 1998), ("34", 2034), ("35", 1935)])
def test_two_digits_of_a_class_year_are_of_the_nearer_century(cell: str, year: int) -> None:
    assert class_year(cell) == year


def test_a_class_year_bounds_the_end_of_the_studies() -> None:
    studies = all_of(Affiliation, said("Name,School,Class Year,Major\nAda,Elm College,'98,Physics\n"))[0]
    assert (studies.kind, studies.organization, studies.unit) == ("education", "Elm College", "Physics")
    assert (studies.start_lo, studies.start_hi) == (None, None)
    assert (studies.end_lo, studies.end_hi) == (date(1998, 1, 1), date(1998, 12, 31))


def test_a_class_year_without_a_school_is_unread_until_the_owner_names_it() -> None:
    content = "Name,Class Year\nAda,1998\n"
    assert all_of(Unread, said(content)) == [Unread("Class Year")]
    assert all_of(Affiliation, said(content, school="Elm College"))[0].organization == "Elm College"


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("a@example.com ::: b@example.com", ["a@example.com", "b@example.com"]),
        ("a@example.com; b@example.com;", ["a@example.com", "b@example.com"]),
        ("a@example.com\nb@example.com", ["a@example.com", "b@example.com"]),
        ("a@example.com, b@example.com", ["a@example.com", "b@example.com"]),
        ("Ada Byron <a@example.com>", ["a@example.com"]),
        ("mailto:a@example.com", ["a@example.com"]),
        ("a@example.com;a@example.com", ["a@example.com"]),
    ],
)
def test_a_cell_may_hold_several_addresses(cell: str, addresses: list[str]) -> None:
    assert [email.address for email in all_of(Email, said(f'Name,Email\nAda,"{cell}"\n'))] == addresses


@pytest.mark.parametrize("name", ["Email", "Phone"])
@pytest.mark.parametrize("cell", ["nothing useful", "4.91511E+11", "4,91511E+11", "/o=Acme/cn=ada"])
def test_a_bad_value_is_rejected_by_its_column_and_without_itself(name: str, cell: str) -> None:
    rejected = all_of(Rejected, said(f'Name,{name}\nAda,"{cell}"\n'))
    assert [bad.field for bad in rejected] == [name]
    assert cell not in rejected[0].reason


def test_an_address_in_place_of_a_name_is_read_as_an_address() -> None:
    people = said("Name,Email\nada@example.com,ada@example.com\n")
    assert not all_of(Name, people)
    assert [email.address for email in all_of(Email, people)] == ["ada@example.com"]


def test_too_many_cells_are_a_shifted_row_unless_they_are_empty() -> None:
    shifted, padded = said("Name,Email\nByron, Ada,ada@example.com\nBen,ben@example.com,,\n")
    assert [type(each) for each in shifted] == [Rejected]
    assert [type(each) for each in padded] == [Name, Email]


def test_a_row_that_names_nobody_says_so() -> None:
    assert said("Name,Email,Company\n,,Acme\n") == [[Nothing("names nobody")]]


def test_what_looks_like_a_formula_is_text() -> None:
    assert all_of(Name, said('Name,Email\n"=HYPERLINK(""x"")",a@example.com\n'))[0].full == '=HYPERLINK("x")'


# Files from elsewhere


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this repository")
def test_the_corpus_has_the_rows_it_should_have() -> None:
    truth = json.loads((CORPUS / "csv_truth.json").read_text("utf-8"))
    not_of_people = {"li_messages_2025_quoteall_bom.csv", "li_logins_2018_tabs_utf16.csv"}
    for name in truth.keys() - not_of_people:
        taken_apart = reading((CORPUS / "csv" / name).read_bytes())
        assert len(taken_apart.records) == truth[name]["rows"], name
        first = taken_apart.records[0]
        row = cells(first.raw.decode(first.context.facts["encoding"]), first.context.facts["delimiter"])
        expected = truth[name]["first"]
        shown = dict(zip(first.context.facts["header"], row, strict=False))
        assert {
            column: shown[column] for column in expected if name != "li_connections_mojibake.csv"
        }.items() <= expected.items()
    for file in (CORPUS / "csv").glob("*.csv"):
        try:
            said(file.read_bytes())
        except NeedsYou:
            continue


@pytest.mark.parametrize(
    ("file", "kind"), [("phone.vcf", "vcard"), ("google-2025.csv", "csv_people"), ("alumni.csv", "csv_people")]
)
def test_only_one_connector_recognises_a_file(file: str, kind: str) -> None:
    found = [
        name
        for name, connector in connectors().items()
        if connector.recognise and connector.recognise(NETWORK / file) is not None
    ]
    assert found == [kind]


def test_the_industry_is_of_the_organisation_and_nothing_without_one() -> None:
    rows = said("Name,Company,Branche\nAda Byron,Acme,Software\nBob Stone,,Bakery\n")
    assert [(job.organization, job.industry) for job in all_of(Affiliation, rows)] == [("Acme", "Software")]
    assert all_of(Unread, rows) == [Unread("Branche")]
