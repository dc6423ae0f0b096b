"""LinkedIn exports: which file is what, whom it speaks of, who the owner is, and what a hostile ZIP can't do."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import linkedin_members
from connectors.claims import (
    SUBJECT_FIELDS,
    Affiliation,
    Alias,
    Connection,
    Email,
    Endorsement,
    Interaction,
    Link,
    Name,
    Nothing,
    Party,
    Recommendation,
    Rejected,
    Skill,
    Unread,
)
from connectors.contract import NeedsYou, connectors
from connectors.linkedin_export import CONNECTOR, LinkedinOptions, read_wholes
from connectors.linkedin_people import is_nobody, member_key, recipients
from connectors.linkedin_recognition import recognise
from connectors.records import OWNER
from tests.connectors.containers import members_of, zip_of
from tests.connectors.linkedin import corpus, readings, readings_of, said, shared_rows, wholes

T = TypeVar("T")
SAMPLES = Path(__file__).parent / "linkedin_export"
OLD = "First Name,Last Name,Email Address,Company,Position,Connected On\n"
NEW = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
)
ADA, BOB, EVE = (f"https://www.linkedin.com/in/{slug}" for slug in ("ada", "bob", "eve"))


def all_of(kind: type[T], found: Sequence[Any]) -> list[T]:
    return [each for each in found if isinstance(each, kind)]


def subjects_in(reading: Any) -> list[str]:
    """The subject keys in a reading."""
    return [getattr(reading, field) for field in SUBJECT_FIELDS.get(type(reading), ())]


def talk(*rows: tuple[str, str, str, str, str, str]) -> str:
    """messages.csv of rows (conversation, from, URL, to, URLs, seconds after noon)."""
    written = StringIO()
    for conversation, sender, url, to, urls, second in rows:
        at = f"2021-03-10 12:00:{second} UTC"
        csv.writer(written).writerow([conversation, "", sender, url, to, urls, at, "", f"words {second}", "INBOX"])
    return MESSAGES + written.getvalue()


# Which file is what


def test_the_zips_of_the_sample_hold_what_its_folders_show() -> None:
    for year in ("2022", "2025"):
        folder = SAMPLES / year
        files = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        assert members_of((SAMPLES / f"{year}.zip").read_bytes()) == files


def test_each_kind_of_table_is_a_whole_of_its_own() -> None:
    found = wholes({"Connections.csv": NEW + f"Bob,Stone,{BOB},,,,09 Mar 2021\n", "Skills.csv": "Name\nPython\n"})
    assert set(found) == {"connections", "skills"}
    assert {whole.observed_lo for whole in found.values()} == {datetime(2021, 3, 9)}


def test_a_file_is_known_by_its_header_whatever_it_is_called() -> None:
    row = f"Bob,Stone,{BOB},,,,09 Mar 2021\n"
    for member in ("Connections.csv", "export (1)/my people.CSV", "..\\..\\Connections.csv", "../../etc/passwd.csv"):
        (whole,) = wholes({member: NEW + row}).values()
        assert (whole.whole, len(whole.records)) == ("connections", 1)


def test_what_is_not_read_is_counted_by_name_and_dates_the_export() -> None:
    found = wholes(
        {
            "Connections.csv": NEW,
            "Logins.csv": "Login Date,IP Address\nFri Dec 02 07:45:10 UTC 2022,192.0.2.7\n",
            "Something New.csv": "a,b\n1,2\n",
            "photo.jpg": "x",
            "learning_coach_messages.csv": talk(("1", "Coach", "", "Ada Byron", "", "01")),
        }
    )
    assert found[""].ignored == {
        "no reader for Logins.csv": 1, "file that is not known": 1, "file that is no table": 1,
        "messages with a machine": 1,
    }  # fmt: skip
    assert found["connections"].observed_lo == datetime(2022, 12, 2, 7, 45, 10)


def test_a_date_to_come_dates_nothing() -> None:
    found = wholes(NEW + f"Bob,Stone,{BOB},,,,09 Mar 2021\nEve,Reed,{EVE},,,,09 Mar 2945\n", "Connections.csv")
    assert found["connections"].observed_lo == datetime(2021, 3, 9)


def test_a_table_that_lost_its_header_is_no_silent_success() -> None:
    for content in ({"Connections.csv": "Bob,Stone,Tern Labs\n", "Skills.csv": "Name\nPython\n"}, "Bob,Stone,Tern\n"):
        with pytest.raises(NeedsYou, match=r"no header of LinkedIn's") as refusal:
            wholes(content, "Connections.csv")
        assert "Stone" not in str(refusal.value)
    with pytest.raises(NeedsYou, match="no table of a LinkedIn export"):
        wholes({"readme.html": "x"})


def test_an_older_copy_in_the_same_export_is_counted_and_not_read() -> None:
    older = NEW + f"Bob,Stone,{BOB},,,,09 Mar 2021\nEve,Reed,{EVE},,,,10 Mar 2021\n"
    newer = NEW + f"Bob,Stone,{BOB},,Tern Labs,,09 Mar 2021\nAnn,Lee,,,,,01 Jan 2024\n"
    found = wholes({"Connections.csv": newer, "export (1)/Connections.csv": older})
    assert [each.organization for each in all_of(Affiliation, readings(found["connections"].records))] == ["Tern Labs"]
    assert found[""].ignored == {"row of an older copy of a table": 2}


def test_skills_without_the_header_are_skills() -> None:
    assert [skill.skill for skill in said("Python;\nSQL;\n", "Skills.csv")] == ["Python", "SQL"]  # type: ignore[union-attr]


def test_text_that_was_encoded_twice_is_mended() -> None:
    twice = (NEW + f"Jürgen,Weiß,{BOB},,,,09 Mar 2021\n").encode().decode("cp1252").encode()
    assert all_of(Name, said(twice, "Connections.csv")) == [Name("in:bob", given="Jürgen", family="Weiß")]
    once = NEW + f"Jürgen,Weiß,{BOB},,,,09 Mar 2021\n"
    assert all_of(Name, said(once, "Connections.csv")) == [Name("in:bob", given="Jürgen", family="Weiß")]


def test_the_owner_is_asked_where_a_file_does_not_tell_day_from_month() -> None:
    row = OLD + "Bob,Stone,,,,03/04/2021\n"
    assert [problem.field for problem in all_of(Rejected, said(row, "Connections.csv"))] == ["Connected On"]
    (connection,) = all_of(Connection, said(row, "Connections.csv", date_order="dmy"))
    assert connection.connected_on == date(2021, 4, 3)
    proven = said(row + "Eve,Reed,,,,03/25/2021\n", "Connections.csv", date_order="dmy")
    assert [each.connected_on for each in all_of(Connection, proven)] == [date(2021, 3, 4), date(2021, 3, 25)]


# Whom it speaks of


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.linkedin.com/in/zo%C3%AB-keller", "in:zoë-keller"),
        ("https://de.linkedin.com/in/Zoë-Keller/?trk=x", "in:zoë-keller"),
        ("www.linkedin.com/in/zoe\u0308-keller", "in:zoë-keller"),
        ("urn:li:fsd_profile:ACoAAB1", "urn:ACoAAB1"),
        ("https://www.linkedin.com/company/tern", ""),
        ("", ""),
    ],
)
def test_a_slug_is_one_key_however_it_is_written(url: str, key: str) -> None:
    assert member_key(url) == key


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("LinkedIn Member", True), ("LinkedIn-Mitglied", True), ("Membre de LinkedIn", True), ("LinkedIn", True),
     ("Usuário do LinkedIn", True), (" .", True), ("Ann Lee, LinkedIn", False), ("Ann (LinkedIn) Lee", False),
     ("王", False)],
)  # fmt: skip
def test_members_who_left_have_one_name_in_every_language(name: str, is_one: bool) -> None:
    assert is_nobody(name) == is_one


def test_a_connection_is_the_same_person_once_its_url_is_known() -> None:
    before = said(OLD + "Bob,Stone,,Tern Labs,CTO,9-Mar-21\n", "Connections.csv")
    after = said(NEW + f"Bob,Stone,{BOB},,Gannet AG,CTO,09 Mar 2021\n", "Connections.csv")
    (old,), (alias,) = all_of(Connection, before), all_of(Alias, after)
    assert (alias.subject, alias.alias) == ("in:bob", old.subject)


def test_two_connections_of_one_name_and_day_stay_two() -> None:
    with_url = said(NEW + f"Ann,Lee,{BOB},,,,09 Mar 2021\nAnn,Lee,{EVE},,,,09 Mar 2021\n", "Connections.csv")
    assert not all_of(Alias, with_url)
    without = said(OLD + "Ann,Lee,,Tern Labs,,09 Mar 2021\nAnn,Lee,,Gannet AG,,09 Mar 2021\n", "Connections.csv")
    assert len({each.subject for each in all_of(Connection, without)}) == 2
    both = wholes(OLD + "Ann,Lee,,Tern Labs,,09 Mar 2021\nAnn,Lee,,Gannet AG,,09 Mar 2021\n", "Connections.csv")
    assert len({record.key for record in both["connections"].records}) == 2


def test_connections_without_a_name_are_counted_and_never_one_person() -> None:
    found = wholes(NEW + ",,,,,,01 Jan 2018\n,,,,,,01 Jan 2018\n", "Connections.csv")["connections"]
    assert (len(found.records), found.ignored) == (0, {"connection without a name": 2})


def test_an_unreadable_day_costs_nothing_but_the_day() -> None:
    found = said(NEW + f"Bob,Stone,{BOB},bob@example.org,Tern Labs,CTO,someday\n", "Connections.csv")
    assert [type(each) for each in found] == [Name, Link, Alias, Email, Affiliation, Connection, Rejected]
    assert all_of(Affiliation, found)[0].is_ongoing and all_of(Connection, found)[0].connected_on is None


def test_a_column_that_nobody_knows_is_unread() -> None:
    header = NEW.replace("\n", ",Audit Status\n")
    assert all_of(Unread, said(header + f"Bob,Stone,{BOB},,,,09 Mar 2021,checked\n", "Connections.csv")) == [
        Unread("Audit Status")
    ]


def test_a_bare_name_is_the_only_connection_of_that_name() -> None:
    endorsed = "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorsement Status\n"
    one = "2020/03/02 10:00:00 UTC,Python,Ann,Lee,ACCEPTED\n"
    for connections, is_known in (
        (f"Ann,Lee,{EVE},,,,09 Mar 2021\n", True),
        (f"Ann,Lee,{EVE},,,,\nAnn,Lee,{BOB},,,,\n", False),
    ):
        found = said({"Connections.csv": NEW + connections, "Endorsement_Received_Info.csv": endorsed + one})
        (endorsement,) = all_of(Endorsement, found)
        assert (endorsement.endorser == "in:eve") == is_known
        assert endorsement.subject == OWNER


def test_a_recommendation_says_where_they_worked_on_that_day() -> None:
    header = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
    row = 'Bob,Stone,Tern Labs,CTO,Good,"03/14/19, 09:10 AM",VISIBLE\n'
    received = said(header + row, "Recommendations_Received.csv")
    (work,), on = all_of(Affiliation, received), date(2019, 3, 14)
    assert (work.start_lo, work.start_hi, work.end_lo, work.end_hi) == (None, on, on, None)
    assert all_of(Recommendation, received) == [Recommendation(OWNER, work.subject, "Good", on)]
    assert all_of(Recommendation, said(header + row, "Recommendations_Given.csv")) == [
        Recommendation(work.subject, OWNER, "Good", on)
    ]
    assert not all_of(Recommendation, said(header + row, "Recommendations.csv"))


# Messages and their owner


def test_members_who_left_are_nobody_and_not_one_person() -> None:
    found = said(talk(("1", "LinkedIn Member", "", "Ada Byron", ADA, "01")), "messages.csv")
    assert [party.subject for party in all_of(Party, found)] == ["in:ada"]
    assert Unread("FROM") in found and len(all_of(Interaction, found)) == 1


@pytest.mark.parametrize(
    ("names", "urls", "expected"),
    [
        ("Bob Stone, PhD", BOB, [("Bob Stone, PhD", BOB)]),
        ("Bob Stone, PhD,Eve Reed", f"{BOB};{EVE}", [("Bob Stone, PhD", BOB), ("Eve Reed", EVE)]),
        ("LinkedIn Member,Eve Reed", EVE, [("Eve Reed", EVE), ("LinkedIn Member", "")]),
        ("Bob Stone,Eve Reed,Ann Lee", f"{BOB};{EVE}", [("", BOB), ("", EVE)]),
        ("Bob Stone,Eve Reed, MBA", "", [("Bob Stone", ""), ("Eve Reed, MBA", "")]),
        ("Bob Stone,Suharyanto,李", "", [("Bob Stone", ""), ("Suharyanto", ""), ("李", "")]),
        ("", "", []),
    ],
)
def test_names_and_urls_of_recipients_are_paired_or_left_apart(
    names: str, urls: str, expected: list[tuple[str, str]]
) -> None:
    assert [(each.name, each.url) for each in recipients(names, urls, "")] == expected


def test_the_owner_is_whoever_is_in_every_conversation() -> None:
    rows = [
        ("1", "Ada Byron", ADA, "Bob Stone", BOB, "01"),
        ("2", "Eve Reed", EVE, "Ada Byron", ADA, "02"),
        ("3", "Per Holt", "https://www.linkedin.com/in/per", "Ada Byron", ADA, "03"),
    ]
    assert [party.subject for party in all_of(Party, said(talk(*rows), "messages.csv"))] == [
        OWNER, "in:bob", "in:eve", OWNER, "in:per", OWNER,
    ]  # fmt: skip
    assert OWNER not in {party.subject for party in all_of(Party, said(talk(*rows[:2]), "messages.csv"))}


def test_the_profile_and_the_invitations_say_who_the_owner_is() -> None:
    message = talk(("1", "Ada Byron", ADA, "Bob Stone", BOB, "01"))
    profile = "First Name,Last Name,Headline\nAda,Byron,Countess\n"
    invitation = (
        "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
        f'Ada Lovelace,Eve Reed,"3/20/17, 4:21 PM",,OUTGOING,{ADA},{EVE}\n'
    )
    for members in ({"Profile.csv": profile}, {"Invitations.csv": invitation}):
        (sender, _) = all_of(Party, said({"messages.csv": message}))
        assert sender.subject == "in:ada"
        sender = next(
            each for each in all_of(Party, said({"messages.csv": message, **members})) if each.name == "Ada Byron"
        )
        assert sender.subject == OWNER
    assert Alias(OWNER, "in:ada") in said({"messages.csv": message, "Profile.csv": profile})


def test_an_invitation_of_old_says_by_its_direction_who_the_owner_is() -> None:
    header = "From,To,Sent At,Message,Direction\n"
    found = said(header + 'Bob Stone,Ada Byron,"3/20/17, 4:21 PM",,INCOMING\n', "Invitations.csv")
    assert [(party.role, party.subject == OWNER) for party in all_of(Party, found)] == [("from", False), ("to", True)]
    (interaction,) = all_of(Interaction, found)
    assert (interaction.kind, interaction.sent_at) == ("invitation", datetime(2017, 3, 20, 16, 21))


def test_a_message_is_one_interaction_in_every_export() -> None:
    old = MESSAGES.replace(",RECIPIENT PROFILE URLS", "")
    before = said(old + f"1,,Bob Stone,{BOB},Ada Byron,2021-03-10 12:00:00 UTC,,Hi,INBOX\n", "messages.csv")
    after = said(
        MESSAGES + f"1,,LinkedIn Member,,Ada Byron,{ADA},2021-03-10 12:00:00 UTC,,<p>Hi</p>,INBOX\n", "messages.csv"
    )
    assert all_of(Interaction, before) == all_of(Interaction, after)


def said_at_noon(*words: str) -> str:
    """messages.csv of what was written in one second of one conversation."""
    return MESSAGES + "".join(
        f"1,,Bob Stone,{BOB},Ada Byron,{ADA},2021-03-10 12:00:00 UTC,,{each},INBOX\n" for each in words
    )


def test_two_messages_of_one_second_stay_two_and_are_the_same_two_where_one_of_them_is_left() -> None:
    both = all_of(Interaction, said(said_at_noon("Hi", "How are you?"), "messages.csv"))
    left = all_of(Interaction, said(said_at_noon("Hi"), "messages.csv"))
    assert (len(set(both)), left) == (2, both[:1])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("good to\nsee you", "<p>good to</p><p>see\u00a0you</p>"),
        ("Tern & Co &amp; you", "<p>Tern &amp; Co &amp;amp; you</p>"),
        ("I <3 it, a < b > c", "<p>I &lt;3 it, a &lt; b &gt; c</p>"),
        ("see https://tern.example", '<p>see <a href=""https://tern.example"">https://tern.example</a></p>'),
        ("", "<p></p>"),
    ],
)
def test_a_message_is_the_same_when_html_is_made_of_it(before: str, after: str) -> None:
    old, new = (said(said_at_noon(f'"{words}"'), "messages.csv") for words in (before, after))
    assert all_of(Interaction, old) == all_of(Interaction, new)


def test_a_message_has_the_same_key_alone_and_inside_the_zip() -> None:
    alone = (SAMPLES / "2025" / "messages.csv").read_bytes()
    inside = wholes((SAMPLES / "2025.zip").read_bytes())["messages"]
    assert (
        inside.records[0].context.facts["owner_found"]
        != wholes(alone, "m.csv")["messages"].records[0].context.facts["owner_found"]
    )
    assert all_of(Interaction, said(alone, "any.csv")) == all_of(Interaction, readings(inside.records))


def test_what_is_in_the_spam_folder_says_nothing() -> None:
    (nothing, unread) = said(said_at_noon("Buy").replace("INBOX", "SPAM"), "messages.csv")
    assert (nothing, unread) == (Nothing("in the spam folder"), Unread("CONTENT"))
    assert all_of(Interaction, said(said_at_noon("Buy").replace("INBOX", "ARCHIVE"), "messages.csv"))


INVITATIONS = "From,To,Sent At,Message,Direction\n"
INVITATIONS_WITH_URLS = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"


def test_an_invitation_is_one_interaction_whoever_was_renamed() -> None:
    before = (
        INVITATIONS
        + 'Eve Reed,Ada Byron,"3/20/17, 4:21 PM",,INCOMING\nAda Byron,Bob Stone,"3/20/17, 4:21 PM",,OUTGOING\n'
    )
    after = INVITATIONS_WITH_URLS + (
        f'Dr. Eve Moss,Ada Lovelace,"3/20/17, 4:21 PM",,INCOMING,{EVE},{ADA}\n'
        f'Ada Lovelace,Bob Reed,"3/20/17, 4:21 PM",,OUTGOING,{ADA},{BOB}\n'
    )
    old, new = (all_of(Interaction, said(each, "Invitations.csv")) for each in (before, after))
    assert old == new
    assert len(set(old)) == 2


def test_two_invitations_of_one_minute_stay_two_and_are_the_same_two_where_one_of_them_is_left() -> None:
    row = 'Ada Byron,{},"3/20/17, 4:21 PM",,OUTGOING\n'
    both = all_of(Interaction, said(INVITATIONS + row.format("Bob Stone") + row.format("Eve Reed"), "Invitations.csv"))
    left = all_of(Interaction, said(INVITATIONS + row.format("Bob Stone"), "Invitations.csv"))
    assert (len(set(both)), left) == (2, both[:1])


def test_the_export_of_someone_else_says_nothing_of_the_owner() -> None:
    content = (SAMPLES / "2025.zip").read_bytes()
    ours = said(content)
    theirs = [each for each in said(content, owner=False) if not getattr(each, "alias", "").startswith("self:")]
    assert OWNER not in {subject for each in theirs for subject in subjects_in(each)}
    (self,) = {each.other for each in all_of(Connection, theirs)}
    assert self.startswith("self:")
    assert {each.subject for each in all_of(Skill, theirs)} == {self}
    for mine, their in zip(ours, theirs, strict=True):
        assert [subject.replace(self, OWNER) for subject in subjects_in(their)] == subjects_in(mine)
    assert {each.alias for each in all_of(Alias, theirs) if each.subject == self} >= {"in:nora-lindqvist"}


def test_the_export_of_someone_else_is_of_one_person_with_urls_and_without() -> None:
    profile = "First Name,Last Name,Headline\nAda,Byron,Countess\n"
    older = said({"Profile.csv": profile}, owner=False)
    newer = said(
        {"Profile.csv": profile, "messages.csv": talk(("1", "Ada Byron", ADA, "Bob Stone", BOB, "01"))}, owner=False
    )
    (before,), (after,) = ({each.subject for each in all_of(Name, found)} for found in (older, newer))
    assert Alias(after, before) in newer


def test_a_name_in_a_conversation_is_tied_to_the_url_that_another_export_gives() -> None:
    old = MESSAGES.replace(",RECIPIENT PROFILE URLS", "")
    before = said(old + f"1,,Ada Byron,{ADA},Bob Stone,2021-03-10 12:00:00 UTC,,Hi,INBOX\n", "messages.csv")
    after = said(talk(("1", "Bob Stone", BOB, "Ada Byron", ADA, "07")), "messages.csv")
    assert Alias("in:bob", all_of(Party, before)[1].subject) in after
    namesakes = talk(("1", "Ann Lee", BOB, "Ada Byron", ADA, "01"), ("1", "Ann Lee", EVE, "Ada Byron", ADA, "02"))
    assert {alias.subject for alias in all_of(Alias, said(namesakes, "messages.csv"))} == {"in:ada"}


# Files that mean harm


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    bomb = zip_of({"Connections.csv": NEW.encode() + b"\n" * 40_000_000})
    assert len(bomb) < 200_000
    with pytest.raises(NeedsYou, match="more than a LinkedIn export"):
        wholes(bomb)
    with patch.object(linkedin_members, "LARGEST_EXPORT", 1000), pytest.raises(NeedsYou, match="more than a LinkedIn"):
        wholes({f"{n}.csv": bytes(Random(n).randbytes(400)) for n in range(4)})
    with patch.object(linkedin_members, "LARGEST_EXPORT", 1000), pytest.raises(NeedsYou, match="more than a LinkedIn"):
        wholes(NEW + "a" * 1000, "Connections.csv")


def locked() -> bytes:
    """A ZIP with a password."""
    content = bytearray(zip_of({"Connections.csv": NEW}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    return bytes(content)


def test_a_locked_zip_says_what_to_do() -> None:
    with pytest.raises(NeedsYou, match="locked with a password"):
        wholes(locked())


def test_an_empty_file_is_no_silent_success() -> None:
    for name in ("export.zip", "Connections.csv"):
        with pytest.raises(NeedsYou, match=r"is empty\. Export it again"):
            wholes(b"", name)
    assert not wholes(NEW, "Connections.csv")["connections"].records


def test_a_zip_in_a_zip_is_named() -> None:
    inner = zip_of({"Connections.csv": NEW})
    with pytest.raises(NeedsYou, match=r"mine\.zip in it is"):
        wholes(zip_of({"mine.zip": inner, "photos.zip": zip_of({"photo.jpg": "x"})}))
    with pytest.raises(NeedsYou, match="no table of a LinkedIn export"):
        wholes(zip_of({"photos.zip": zip_of({"photo.jpg": "x"})}))


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_damaged_zip_is_refused_with_a_sentence_or_read(data: st.DataObject) -> None:
    content = bytearray((SAMPLES / "2022.zip").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        found = read_wholes(LinkedinOptions(path=""), BytesIO(bytes(content)), "export.zip")
    except NeedsYou as refusal:
        assert "Keller" not in str(refusal)
        return
    for record in (record for whole in found for record in whole.records):
        assert readings_of(record)


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["Ann", "Lee", BOB, "09 Mar 2021", "", '"', "é"]), min_size=7, max_size=8), max_size=8
    )
)
def test_whatever_the_rows_each_is_a_record_or_counted_and_no_key_is_two(rows: list[list[str]]) -> None:
    written = StringIO()
    csv.writer(written).writerows([NEW.strip().split(","), *rows])
    (found,) = wholes(written.getvalue(), "Connections.csv").values()
    assert len(found.records) + sum(found.ignored.values()) == len(rows)
    raws = {(record.key, record.raw) for record in found.records}
    assert len({key for key, _ in raws}) == len(raws)
    assert len(readings(found.records)) >= len(found.records)


# Folders, and who recognises what


def test_a_folder_says_what_the_zip_of_it_says() -> None:
    def of(path: Path) -> list[tuple[str, str, bytes]]:
        batches = CONNECTOR.fetch(LinkedinOptions(path=str(path)), {}, None)
        return [(batch.part, record.key, record.raw) for batch in batches for record in batch.records]

    assert of(SAMPLES / "2025") == of(SAMPLES / "2025.zip")


def test_a_folder_that_a_pattern_finds_is_one_export_and_not_its_files_too(tmp_path: Path) -> None:
    for year in ("2022", "2025"):
        (tmp_path / year / "Jobs").mkdir(parents=True)
        (tmp_path / year / "Connections.csv").write_text(NEW + f"Bob,Stone,{BOB},,,,09 Mar {year}\n", "utf-8")
    batches = list(CONNECTOR.fetch(LinkedinOptions(path=str(tmp_path / "**" / "*")), {}, None))
    assert [batch.part for batch in batches] == ["#connections", "#connections"]


def test_several_files_are_snapshots_of_one_account_unless_the_settings_say_otherwise() -> None:
    assert LinkedinOptions(path="inbox/*.zip").files == "snapshots"
    assert LinkedinOptions(path=["2022.zip", "2025.zip"]).files == "snapshots"
    assert LinkedinOptions(path="inbox/*.csv", files="parts").files == "parts"
    batches = CONNECTOR.fetch(LinkedinOptions(path=str(SAMPLES / "20*.zip")), {}, None)
    assert {batch.part for batch in batches} >= {"#connections", "#messages"}


def test_a_file_that_is_replaced_in_place_is_not_older_for_its_dates_alone() -> None:
    (batch,) = CONNECTOR.fetch(LinkedinOptions(path=str(SAMPLES / "messages_alone.csv")), {}, None)
    assert not batch.snapshot.is_exact


def test_a_pattern_over_the_files_of_an_export_reads_each() -> None:
    pattern = str(SAMPLES / "2025" / "*.csv")
    for options, parts in (
        (LinkedinOptions(path=pattern), {"#connections", "#messages", ""}),
        (LinkedinOptions(path=pattern, files="parts"), {"Connections.csv#connections", "messages.csv#messages"}),
    ):
        assert {batch.part for batch in CONNECTOR.fetch(options, {}, None)} >= parts


def test_what_cannot_be_read_is_recognised_so_that_reading_it_says_why(tmp_path: Path) -> None:
    whole = zip_of({"Connections.csv": NEW, "Skills.csv": "Name\n"})
    for name, content, is_of_linkedin in (
        ("locked.zip", locked(), True),
        ("cut.zip", whole[:120], True),
        ("within.zip", zip_of({"export.zip": whole}), True),
        ("Complete_LinkedInDataExport.zip", b"", True),
        ("empty.zip", b"", False),
        ("photos.zip", zip_of({"photo.jpg": "x", "photos.zip": zip_of({"photo.jpg": "x"})}), False),
        ("cut photos.zip", zip_of({"Connections.jpg": "x", "Contacts.csv": "y"})[:100], False),
    ):
        (tmp_path / name).write_bytes(content)
        assert (recognise(tmp_path / name) is not None) == is_of_linkedin, name
        if is_of_linkedin:
            with pytest.raises(NeedsYou):
                list(CONNECTOR.fetch(LinkedinOptions(path=str(tmp_path / name)), {}, None))


def test_a_folder_is_recognised_when_it_is_one_export(tmp_path: Path) -> None:
    assert recognise(SAMPLES / "2025") == {}
    for year in ("2022", "2025"):
        shutil.copytree(SAMPLES / year, tmp_path / "several" / year)
    assert recognise(tmp_path / "several") is None
    shutil.copytree(SAMPLES / "2025", tmp_path / "one" / "export")
    assert recognise(tmp_path / "one") == {}
    (tmp_path / "zips").mkdir()
    shutil.copy(SAMPLES / "2025.zip", tmp_path / "zips")
    assert recognise(tmp_path / "zips") is None
    with pytest.raises(NeedsYou, match=r"2025\.zip in it is"):
        list(CONNECTOR.fetch(LinkedinOptions(path=str(tmp_path / "zips")), {}, None))


FROM_LINKEDIN = [
    "2022.zip",
    "Connections_excel_de.csv",
    *(f"2025/{file.name}" for file in (SAMPLES / "2025").glob("*.csv")),
]


@pytest.mark.parametrize("path", sorted(FROM_LINKEDIN))
def test_only_this_connector_recognises_what_linkedin_gives(path: str) -> None:
    recognised = {
        name for name, each in connectors().items() if each.recognise and each.recognise(SAMPLES / path) is not None
    }
    assert recognised <= {CONNECTOR.name}
    assert recognised or path in ("2025/Reactions.csv",)


# The corpus


@pytest.mark.shared
def test_every_header_of_a_kind_that_is_read_is_read_column_by_column() -> None:
    unread = {
        "Audit Status", "Last Post Date", "Last Post Preview", "Country_AI", "City_AI", "Instant Messengers",
        "Description", "Location", "Notes", "Activities", "Contact Instructions", "Industry", "Twitter Handles",
        "Source", "Addresses", "Sites", "InstantMessageHandles", "Instant Message Handles", "Birthday", "BookmarkedAt",
        "Bookmarked At", "Profiles", "CONTENT", "FOLDER", "IS CONVERSATION DRAFT", "Message",
    }  # fmt: skip
    files = {
        "Connections.csv", "Contacts.csv", "Education.csv", "Email Addresses.csv", "Endorsement Received Info.csv",
        "Endorsement_Given_Info.csv", "Endorsement_Received_Info.csv", "Imported Contacts.csv", "Invitations.csv",
        "messages.csv", "Phone Numbers.csv", "PhoneNumbers.csv", "Positions.csv", "Profile.csv", "Recommendations.csv",
        "Recommendations_Given.csv", "Recommendations_Received.csv", "Skills.csv", "Whatsapp Phone Numbers.csv",
    }  # fmt: skip
    for file, *header_cells, _, _, _ in shared_rows("header_variants.tsv"):
        header = "\t".join(header_cells)
        delimiter = next((each for each in "\t;" if each in header), ",")
        columns = header.split(delimiter)
        values = [VALUES.get(column, "a") for column in columns]
        row = delimiter.join(f'"{value}"' for value in values)
        if file == "file":
            continue  # the table's own header
        found = wholes(f"{header}\n{row}\n", file)
        records = [record for whole in found.values() for record in whole.records]
        assert bool(records) == (file in files), file
        if records:
            assert {each.field for each in all_of(Unread, readings(records))} <= unread, file
            assert not all_of(Rejected, readings(records)) or file == "Recommendations.csv" or header == "Python;"
        else:
            assert all(rule.startswith(("no reader", "messages with")) for rule in found[""].ignored), file


VALUES = {
    **dict.fromkeys(["Connected On", "ConnectedOn", "Connected on", "Creation Date.1"], "04 Nov 2022"),
    **dict.fromkeys(
        ["DATE", "Endorsement Date", "Sent At", "CreatedAt", "Created At", "Creation Date"], "2022-11-04 10:00:00 UTC"
    ),
    **dict.fromkeys(["URL", "SENDER PROFILE URL", "RECIPIENT PROFILE URLS", "Endorser Public Url"], BOB),
    **dict.fromkeys(["inviterProfileUrl", "inviteeProfileUrl", "Endorsee Public Url"], EVE),
    **dict.fromkeys(["inviterProfileUrn", "inviteeProfileUrn"], "urn:li:fsd_profile:ACoAAB1"),
    **dict.fromkeys(["Email Address", "EmailAddress", "Emails"], "bob@example.org"),
    **dict.fromkeys(["Number", "PhoneNumbers", "Phone Numbers"], "+1 202-555-0147"),
    **dict.fromkeys(["Started On", "Start Date"], "Jan 2019"),
    **dict.fromkeys(["Finished On", "End Date"], "2020"),
    **dict.fromkeys(["Endorsement Status", "Status"], "ACCEPTED"),
    "Birth Date": "Apr 12",
    "Direction": "INCOMING",
    "Websites": "[PERSONAL:https://bob.example]",
    "Display Status": "SHOWN",
    "TO": "Ada Byron",
}


@pytest.mark.shared
def test_the_invented_exports_of_the_corpus_are_read_to_the_last_row() -> None:
    for path in sorted((corpus("linkedin") / "samples").glob("*.zip")):
        content = path.read_bytes()
        found = wholes(content)
        assert sum(len(whole.records) for whole in found.values()) > 300
        problems = [
            each for each in readings(r for w in found.values() for r in w.records) if isinstance(each, Rejected)
        ]
        assert not problems
        with zipfile.ZipFile(BytesIO(content)) as archive:
            texts = archive.read("Connections.csv").decode().rpartition("Connected On\n")[2]
        rows = [row for row in csv.reader(StringIO(texts)) if row]
        connections = found["connections"]
        assert len(connections.records) + connections.ignored.get("connection without a name", 0) == len(rows)


@pytest.mark.shared
def test_the_dialects_of_the_corpus_have_the_rows_they_should_have() -> None:
    truth = json.loads((corpus("csv_truth.json")).read_text("utf-8"))
    for file in sorted(corpus("csv").glob("li_*.csv")):
        (whole,) = wholes(file.read_bytes(), file.name).values()
        rows = len(whole.records) + whole.ignored.get("connection without a name", 0)
        assert rows == truth[file.name]["rows"], file.name
        if (company := truth[file.name]["first"].get("Company")) is not None:
            assert all_of(Affiliation, readings(whole.records))[0].organization == company
