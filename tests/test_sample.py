"""The sample network: the committed files are what the generator writes, and they hold what the stories need."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

import pytest

from data.sample.invented.dice import Dice
from data.sample.invented.files import write
from data.sample.invented.lives import TODAY
from data.sample.invented.people import Person, World
from data.sample.invented.phones import Number, is_fictional
from data.sample.invented.world import invent
from tests.sample_files import EXPORTS, FOLDERS, SAMPLE, members, truth

FILES = ["inbox/alumni.csv", "inbox/google-2022.csv", "inbox/google-2025.csv", "inbox/phone.vcf"]
MAIL = [f"inbox/mail/{folder}.mbox" for folder in FOLDERS]
TRUTHS = ["careers-truth.csv", "mail-truth.csv", "truth.csv"]
WRITTEN = sorted([*FILES, *EXPORTS, *MAIL, *TRUTHS])
NOTES_OF_LINKEDIN = [
    "https://www.linkedin.com/help/linkedin/answer/261",
    "https://www.linkedin.com/psettings/privacy/email.",
]
RESERVED = re.compile(r"(^|\.)(example|example\.(org|com|net))$")


@pytest.fixture(scope="module")
def world() -> World:
    return invent()


@pytest.fixture(scope="module")
def people_of_record() -> dict[tuple[str, int], list[str]]:
    """The keys of the people in each (file, ordinal) of the address books."""
    return {(file, ordinal): people for (file, member, ordinal), people in truth().items() if not member}


def text(file: str) -> str:
    return (SAMPLE / file).read_bytes().decode("cp1252" if "alumni" in file else "utf-8")


def table(file: str) -> list[dict[str, str]]:
    separator = ";" if "alumni" in file else ","
    header, *rows = csv.reader(io.StringIO(text(file), newline=""), delimiter=separator, strict=True)
    filled = [row for row in rows if any(row)]
    return [dict(zip(header, row, strict=True)) for row in filled]


def cards() -> list[list[str]]:
    """The lines of each card, unfolded."""
    unfolded = text("inbox/phone.vcf").replace("=\r\n", "").replace("\r\n ", "")
    return [card.split("\r\n") for card in unfolded.split("BEGIN:VCARD\r\n")[1:]]


def numbers(world: World) -> list[Number]:
    people = [world.me, *world.people.values()]
    return [
        *(number for person in people for _, number in person.mobiles),
        *(home.landline for person in people for _, home in person.homes if home.landline is not None),
        *(organisation.switchboard for organisation in world.organisations.values()),
        *(place.number for place in world.places),
    ]


def namesakes(world: World) -> list[tuple[Person, Person]]:
    return [(person, world.people[person.like]) for person in world.people.values() if person.like]


def test_the_committed_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    write(tmp_path)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")) == WRITTEN
    for file in WRITTEN:
        assert (tmp_path / file).read_bytes() == (SAMPLE / file).read_bytes(), f"{file}: run data/sample/generate.py"


def test_the_command_rewrites_its_folder_alike_whatever_the_hash_seed_and_time_zone(tmp_path: Path) -> None:
    copy = tmp_path / "data" / "sample"
    shutil.copytree(SAMPLE / "invented", copy / "invented", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(SAMPLE / "generate.py", copy)
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    subprocess.run([sys.executable, copy / "generate.py"], check=True, cwd=tmp_path, env=environment)
    for file in WRITTEN:
        assert (copy / file).read_bytes() == (SAMPLE / file).read_bytes()


def test_throws_are_the_same_on_every_python() -> None:
    dice = Dice("a", "b")
    assert [dice.number(1, 6) for _ in range(8)] == [6, 5, 1, 5, 4, 6, 3, 6]
    assert Dice("c").shuffled("abcdef") == list("bcefda")


def test_some_three_hundred_people_of_many_cultures(world: World) -> None:
    assert 280 <= len(world.people) <= 330
    cultures = Counter(person.culture for person in world.people.values())
    assert len(cultures) >= 30
    assert min(cultures.values()) >= 3


def test_names_stand_in_the_files_in_many_scripts() -> None:
    signs = {sign for file in FILES for sign in text(file)}
    scripts = {unicodedata.name(sign).split()[0] for sign in signs if sign.isalpha()}
    assert {"LATIN", "CYRILLIC", "CJK", "HANGUL", "ARABIC", "GREEK", "DEVANAGARI", "ETHIOPIC"} <= scripts


def test_most_people_stand_in_several_files_and_some_in_none_yet(
    world: World, people_of_record: dict[tuple[str, int], list[str]]
) -> None:
    files: dict[str, set[str]] = defaultdict(set)
    for (file, _), keys in people_of_record.items():
        for key in keys:
            files[key].add(file)
    places = {place.key for place in world.places}
    assert set(files) <= {"me", *world.people, *places}
    assert 260 <= len(set(files) & set(world.people)) < len(world.people)
    assert sum(len(files[key]) > 1 for key in world.people) > 150
    assert len(files["me"]) == 2


def test_namesakes_are_two_people_with_one_name_and_both_stand_in_the_files(
    world: World, people_of_record: dict[tuple[str, int], list[str]]
) -> None:
    seen = {key for keys in people_of_record.values() for key in keys}
    pairs = namesakes(world)
    assert len(pairs) >= 7
    for one, other in pairs:
        name, same = one.names[-1][1], other.names[-1][1]
        assert (name.given, name.family.split()[0]) == (same.given, same.family.split()[0])
        assert one.born != other.born
        assert not {email for _, email in one.emails} & {email for _, email in other.emails}
        assert {one.key, other.key} <= seen
    assert [(p.names[0][1].suffix, q.names[0][1].suffix) for p, q in pairs].count(("Jr.", "Sr.")) == 1


def test_nobody_else_has_anothers_name(world: World) -> None:
    meant = {person.key for person, _ in namesakes(world)}
    names = Counter(p.names[0][1].full for p in world.people.values() if p.key not in meant)
    assert [name for name, times in names.items() if times > 1] == []


def test_a_couple_has_one_landline_and_some_rows_speak_of_two(
    world: World, people_of_record: dict[tuple[str, int], list[str]]
) -> None:
    couples = [(p, world.people[p.spouse]) for p in world.people.values() if p.spouse]
    assert len(couples) >= 20
    for one, other in couples:
        assert world.people[other.spouse] is one
        assert one.home_on(TODAY) == other.home_on(TODAY)
    doubles = Counter(file for (file, _), keys in people_of_record.items() if len(keys) == 2)
    assert doubles == {"inbox/google-2022.csv": 3, "inbox/google-2025.csv": 3, "inbox/alumni.csv": 10}


def test_a_family_and_a_studio_share_a_mailbox(people_of_record: dict[tuple[str, int], list[str]]) -> None:
    for mailbox in ("familie@amsel.example", "info@papierschiff.example"):
        readers = set()
        for file in ("inbox/google-2025.csv", "inbox/phone.vcf"):
            records = [" ".join(row.values()) for row in table(file)] if "csv" in file else list(map(" ".join, cards()))
            for ordinal, record in enumerate(records, 1):
                readers |= set(people_of_record[file, ordinal]) if mailbox in record else set()
        assert len(readers) >= 2, mailbox


def test_every_address_is_at_a_reserved_domain_and_every_link_to_an_invented_page(world: World) -> None:
    everything = [text(f).replace("=\r\n", "").replace("\r\n ", "") for f in FILES]
    everything += [(SAMPLE / file).read_text(encoding="utf-8") for file in ("reknit.toml", *MAIL, *TRUTHS)]
    everything += [content for export in EXPORTS for content in members(export).values()]
    domains = {domain for content in everything for domain in re.findall(r"[\w.+-]+@([\w.-]+)", content)}
    jobs = [job.email for person in (world.me, *world.people.values()) for job in person.jobs]
    domains |= {email.split("@")[1] for email in jobs} | {o.domain for o in world.organisations.values()}
    assert [domain for domain in domains if not RESERVED.search(domain)] == []
    links = {link for content in everything for link in re.findall(r"https?://[^\s,;\"\]>]+", content)}
    pages = [link for link in links if re.fullmatch(r"https://www\.linkedin\.com/in/[a-z-]+-0000\d*", link)]
    assert [
        link for link in sorted(links) if link not in pages and not RESERVED.search(link.split("/")[2])
    ] == NOTES_OF_LINKEDIN
    assert len(pages) > 200


def test_every_phone_number_is_fictional_and_belongs_to_one_person_or_household(world: World) -> None:
    known = numbers(world)
    assert [number.e164 for number in known if not is_fictional(number.e164)] == []
    endings = tuple({number.area + number.local for number in known})
    written = [value for file in FILES[1:3] for row in table(file) for key, value in row.items() if "Phone" in key]
    written += [row[column] for row in table("inbox/alumni.csv") for column in ("Phone", "Mobile")]
    written += [line for card in cards() for line in card if re.match(r"(item\d+\.)?TEL", line)]
    digits = [re.sub(r"\D", "", re.sub(r"\(0\)", "", number)) for value in written for number in value.split(" ::: ")]
    long = [number for number in digits if len(number) > 3]
    assert len(long) > 300
    assert [number for number in long if not number.endswith(endings)] == ["49151111", "49302311"]


def test_every_record_is_in_the_truth_at_its_place(people_of_record: dict[tuple[str, int], list[str]]) -> None:
    ordinals = Counter(file for file, _ in people_of_record)
    assert {file: len(table(file)) for file in FILES[:3]} == {file: ordinals[file] for file in FILES[:3]}
    assert len(cards()) == ordinals["inbox/phone.vcf"] + 1, "the last card is a group, so nobody"
    assert "KIND:group" in cards()[-1]


def test_a_row_and_its_truth_have_the_same_name(
    world: World, people_of_record: dict[tuple[str, int], list[str]]
) -> None:
    rows = table("inbox/alumni.csv")
    for ordinal, row in enumerate(rows, 1):
        key = people_of_record["inbox/alumni.csv", ordinal][0]
        person = world.me if key == "me" else world.people[key]
        written = [row["Birth Date"]] if re.match(r"[0-3]\d\.\d\d\.\d{4}$", row["Birth Date"]) else []
        assert row["Birth Date"] in ("", "31.02.1985", "00.00.0000") or written == [person.born.strftime("%d.%m.%Y")]
        assert row["Last Name"] or row["First Name"]


def test_the_phones_file_is_cards_of_three_versions_in_lines_of_seventy_five_octets() -> None:
    content = (SAMPLE / "inbox/phone.vcf").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert content.count(b"BEGIN:VCARD") == content.count(b"END:VCARD") == len(cards())
    versions = Counter(card[0] for card in cards())
    assert versions["VERSION:3.0"] > 80
    assert versions["VERSION:2.1"] >= 4 <= versions["VERSION:4.0"]
    assert max(map(len, content.split(b"\r\n"))) <= 75
    for trait in (b"X-ABLabel", b"X-APPLE-OMIT-YEAR=1604", b"PHOTO;", b"QUOTED-PRINTABLE", b"VALUE=uri", b"CATEGORIES"):
        assert trait in content, trait


def test_the_alumni_list_has_rows_worth_a_rejection() -> None:
    content = text("inbox/alumni.csv")
    for damage in ("31.02.1985", "00.00.0000", "4,91511E+11", "4,93023E+11", "(at)"):
        assert damage in content, damage
    assert content.endswith("\r\n\r\n" + ";" * 18 + "\r\n")


def test_between_the_two_google_exports_people_came_and_went(
    people_of_record: dict[tuple[str, int], list[str]],
) -> None:
    first, second = (
        {keys[0] for (file, _), keys in people_of_record.items() if file.endswith(year)}
        for year in ("2022.csv", "2025.csv")
    )
    assert len(first & second) > 150
    assert len(first - second) >= 5
    assert len(second - first) >= 20


def test_every_colleague_was_at_the_owners_employer_at_the_same_time(world: World) -> None:
    for person in world.people.values():
        mine = [job for job in world.me.jobs if job.organisation.key == person.circle]
        theirs = [job for job in person.jobs if job.organisation.key == person.circle]
        for job in mine:
            overlaps = [min(job.end or TODAY, t.end or TODAY) - max(job.start, t.start) for t in theirs]
            assert max(overlaps) >= timedelta(days=90), person.key


def test_the_settings_name_columns_that_the_alumni_list_has() -> None:
    settings = tomllib.loads((SAMPLE / "reknit.toml").read_text(encoding="utf-8"))
    alumni = next(source for source in settings["source"] if source["name"] == "alumni")
    columns = [*alumni["columns"].values(), *alumni["second"].values()]
    named = [name for column in columns for name in (column if isinstance(column, list) else [column])]
    assert sorted(named) == sorted(table("inbox/alumni.csv")[0])


def test_the_settings_name_every_file() -> None:
    settings = tomllib.loads((SAMPLE / "reknit.toml").read_text(encoding="utf-8"))
    paths = [source["path"] for source in settings["source"]]
    patterns = [pattern for path in paths for pattern in ([path] if isinstance(path, str) else path)]
    found = [str(file.relative_to(SAMPLE)) for pattern in patterns for file in SAMPLE.glob(pattern)]
    assert sorted(found) == sorted([*FILES, *EXPORTS, *MAIL])


def test_the_settings_name_every_address_of_the_owner(world: World) -> None:
    settings = tomllib.loads((SAMPLE / "reknit.toml").read_text(encoding="utf-8"))
    assert settings["me"]["emails"] == [email for _, email in world.me.emails] + [job.email for job in world.me.jobs]


def test_the_truth_about_careers_tells_who_was_there_with_the_owner_and_who_was_not(world: World) -> None:
    with (SAMPLE / "careers-truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    mine = {row["organization"]: row for row in rows if row["key"] == "me"}
    assert len(mine) == len(world.me.jobs) + len(world.me.studies)
    together: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        own = mine[row["organization"]]
        is_shared = row["start"] <= (own["end"] or "9") and own["start"] <= (row["end"] or "9")
        together[row["kind"] if is_shared else "never"].add(row["key"])
    assert len(together["work"] - {"me"}) > 140
    assert len(together["education"] - {"me"}) > 90
    assert len(together["never"] - together["work"]) > 20, "same employer, another time"
