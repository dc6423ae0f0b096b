"""What leaves the warehouse for other programs: cards that round-trip, a table that Google takes, Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from connectors.claims import Affiliation, Birthday, Email, Link, Name, Phone, Place, Reading, Rejected
from connectors.contract import SourceRecord
from connectors.csv_people import CsvPeopleOptions
from connectors.csv_people import read_file as read_table
from connectors.csv_reading import read as read_row
from connectors.vcard import read as read_card
from connectors.vcard import read_file as read_cards
from flows.commands.base import harmless
from flows.exporting import google, vcard
from flows.exporting.contacts import Address, Contact, Labelled
from tests.flows.command_line import reknit

WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" ,;:\\'\"=@"), min_size=1, max_size=30
).map(lambda text: " ".join(f"Æ{text}Æ".split()))  # fmt: skip
NAMES = WORDS.map(lambda words: words.replace(",", ""))  # our reader takes a comma in N for one of a list
PEOPLE = st.builds(
    Contact,
    person_id=st.uuids().map(str),
    name=WORDS,
    given=NAMES,
    family=NAMES,
    nicknames=st.just(()),
    emails=st.just((Labelled("ada@byron.example", ("Home",)), Labelled("a.byron@post.example", ("work",)))),
    phones=st.just((Labelled("+442079460958;ext=12", ("Mobile",)), Labelled("0207 946", ()))),
    addresses=st.tuples(st.builds(Address, *[WORDS] * 5, st.just(""), st.just(("home",)))),
    links=st.just((Labelled("https://byron.example/ada?a=1,2;3", ()),)),
    organization=WORDS,
    title=WORDS,
    birthday=st.sampled_from([(1984, 1, 2), (0, 4, 15), (0, 2, 29), (1984, 0, 0), (1984, 5, 0), (0, 0, 0)]),
)


def read_back(text: str) -> list[list[Reading]]:
    """What our own reader makes of cards, card by card."""
    reading = read_cards(text.encode(), "people.vcf")
    return [list(read_card(SourceRecord(each.key, each.raw), each.context.facts)) for each in reading.records]


@pytest.fixture(scope="module")
def warehouse(sample_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's warehouse."""
    with duckdb.connect(str(sample_home / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


@given(PEOPLE)
def test_a_card_says_to_our_reader_what_the_person_was(contact: Contact) -> None:
    (claims,) = read_back("".join(vcard.cards([contact])))
    name = next(each for each in claims if isinstance(each, Name))
    assert (name.full, name.given, name.family) == (contact.name, contact.given, contact.family)
    assert [(each.address, each.label) for each in claims if isinstance(each, Email)] == [
        ("ada@byron.example", "home"),
        ("a.byron@post.example", "work"),
    ]
    assert [each.number for each in claims if isinstance(each, Phone)] == ["+442079460958 ext. 12", "0207 946"]
    assert [each.url for each in claims if isinstance(each, Link)] == ["https://byron.example/ada?a=1,2;3"]
    (place,) = [each for each in claims if isinstance(each, Place)]
    (address,) = contact.addresses
    assert place[1:6] == (address.street, address.locality, address.region, address.postcode, address.country)
    (post,) = [each for each in claims if isinstance(each, Affiliation)]
    assert (post.organization, post.title) == (contact.organization, contact.title)
    birthdays = [(each.year or 0, each.month or 0, each.day or 0) for each in claims if isinstance(each, Birthday)]
    assert birthdays == ([contact.birthday] if any(contact.birthday) else [])


@given(PEOPLE)
def test_a_card_says_to_another_reader_what_the_person_was(contact: Contact) -> None:
    card = vobject.readOne("".join(vcard.cards([contact])))
    assert card.version.value == "4.0"
    assert card.fn.value == contact.name
    assert (card.n.value.given, card.n.value.family) == (contact.given, contact.family)
    assert [each.value for each in card.email_list] == [each.value for each in contact.emails]
    assert card.org.value == [contact.organization]
    assert card.adr.value.street == contact.addresses[0].street
    assert card.uid.value == vcard.uid(contact.person_id)


@given(PEOPLE)
def test_no_line_of_a_card_is_too_long_and_none_ends_inside_a_character(contact: Contact) -> None:
    for line in "".join(vcard.cards([contact])).encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_everyone_of_the_sample_is_a_card_and_comes_back(
    sample_home: Path, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = tmp_path / "people.vcf"
    told = reknit(sample_home, "export", str(file))
    people = warehouse.execute("select count(*) from person where is_current").fetchall()[0][0]
    assert (told.status, told.out) == (0, f"{people} people written to {file}.\n")
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_bytes().decode()
    assert len(list(vobject.readComponents(text))) == people
    addresses = {each.address for card in read_back(text) for each in card if isinstance(each, Email)}
    assert addresses == {
        row[0] for row in warehouse.execute("select email from person_email where is_current").fetchall()
    }
    assert reknit(sample_home, "export", str(file)).status == 0
    assert file.read_bytes().decode() == text


def test_googles_table_is_read_back_with_the_same_people(
    sample_home: Path, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = tmp_path / "google.csv"
    assert reknit(sample_home, "export", str(file)).status == 0
    reading = read_table(CsvPeopleOptions(path=str(file)), file.read_bytes(), "google.csv")
    claims = [
        claim for each in reading.records for claim in read_row(SourceRecord(each.key, each.raw), each.context.facts)
    ]
    assert not [claim for claim in claims if isinstance(claim, Rejected)]
    for kind, select in {
        Email: "select distinct email from person_email where is_current",
        Affiliation: "select distinct organization from person where is_current and organization is not null",
        Link: "select distinct url from person_link where is_current",
    }.items():
        there = {str(tuple(claim)[1]) for claim in claims if isinstance(claim, kind)}
        assert there == {row[0] for row in warehouse.execute(select).fetchall()}
    names = {
        claim.full or " ".join(filter(None, (claim.given, claim.family))) for claim in claims if isinstance(claim, Name)
    }
    parts = "coalesce(nullif(concat_ws(' ', given_name, family_name), ''), name)"
    known = warehouse.execute(f"select {parts} from person where is_current and name is not null").fetchall()
    assert {row[0] for row in known} <= names


def test_every_table_is_a_parquet_file(sample_home: Path, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    assert reknit(sample_home, "export", str(folder)).status == 0
    tables = [row[0] for row in warehouse.execute("select table_name from duckdb_tables() order by 1").fetchall()]
    assert sorted(path.stem for path in folder.iterdir()) == tables
    for table in ("person", "interaction", "affiliation"):
        there = duckdb.execute(f"select count(*) from '{folder}/{table}.parquet'").fetchall()
        assert there == warehouse.execute(f"select count(*) from {table}").fetchall()


def test_a_name_that_is_a_formula_is_none_in_a_spreadsheet() -> None:
    evil = Contact(
        "p", '=HYPERLINK("x")', "=1+1", "@SUM(A1)", (), (), (), (), (), "-2+3", "\tcmd|' /C calc'!A0", (0, 2, 29)
    )
    header, row = [list(map(harmless, each)) for each in google.table([evil])]
    cells = dict(zip(header, row, strict=True))
    assert (cells["First Name"], cells["Last Name"], cells["Organization Title"]) == (
        "'=1+1",
        "'@SUM(A1)",
        "'\tcmd|' /C calc'!A0",
    )
    assert cells["Birthday"] == "--02-29"
    assert [harmless(value) for value in ("+49 30 1234", "＝1+1", "Ada", -3, None)] == [
        "+49 30 1234",
        "'＝1+1",
        "Ada",
        -3,
        "",
    ]


def test_an_unknown_ending_is_refused_and_what_was_there_stays(sample_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    file.write_text("mine")
    told = reknit(sample_home, "export", str(file))
    assert told.status == 2
    assert "people.xlsx ends on .xlsx; .vcf writes vCards" in told.err
    assert file.read_text() == "mine"


def test_some_people_go_to_standard_output(sample_home: Path, warehouse: duckdb.DuckDBPyConnection) -> None:
    told = reknit(sample_home, "export", "-", "--as", "vcard", "--only", "from insiders('auric health');")
    assert told.status == 0
    insiders = warehouse.execute("select count(*) from insiders('auric health') semi join person using (person_id)")
    assert told.out.count("BEGIN:VCARD") == insiders.fetchall()[0][0] > 20
    assert told.err == f"{told.out.count('BEGIN:VCARD')} people written to -.\n"
    assert "--as vcard or --as google" in reknit(sample_home, "export", "-").err
    assert "Parquet has all tables" in reknit(sample_home, "export", "-", "--as", "parquet").err


def test_a_device_is_written_to_and_what_cannot_be_is_said(sample_home: Path, tmp_path: Path) -> None:
    assert reknit(sample_home, "export", "/dev/null", "--as", "google").status == 0
    for words in (["export", f"{tmp_path}/none/x.vcf"], ["report", "--out", f"{tmp_path}/none/x.html"]):
        told = reknit(sample_home, *words)
        assert (told.status, told.out) == (2, "")
        assert f"{words[-1]} can't be written: No such file or directory." in told.err
    told = reknit(sample_home, "report", "--out", str(tmp_path))
    assert f"{tmp_path} can't be written: Is a directory." in told.err
    assert list(tmp_path.iterdir()) == []


def test_a_link_without_its_scheme_gets_one() -> None:
    ada = Contact("x", "Ada", "", "", (), (), (), (), (Labelled("linkedin.com/in/ada", ()),), "", "", (0, 0, 0))
    assert "URL;PREF=1:https://linkedin.com/in/ada\r\n" in next(vcard.cards([ada]))
