"""The sample's LinkedIn exports: two of one account, and what happened to people in between."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, datetime
from zipfile import ZIP_STORED, ZipFile

import pytest

from data.sample.invented.world import invent
from tests.sample_files import EXPORTS, SAMPLE, linkedin, members, truth

FIRST, SECOND = EXPORTS
Rows = list[tuple[dict[str, str], list[str]]]


def rows(export: str, member: str) -> Rows:
    """Each row of a file with the keys of the people in it."""
    people = truth()
    return [(row, people[export, member, n]) for n, row in enumerate(linkedin(export, member), 1)]


def connections(export: str) -> dict[str, dict[str, str]]:
    """The row of each connection by the person's key."""
    return {people[0]: row for row, people in rows(export, "Connections.csv") if people}


def day_of(written: str) -> date:
    """06 Sep 2023 as a date."""
    return datetime.strptime(f"{written} +0000", "%d %b %Y %z").date()


def header(export: str, member: str) -> str:
    return ",".join(linkedin(export, member)[0])


def test_archives_are_stored_and_dated_by_the_day_of_the_export() -> None:
    for export, day in zip(EXPORTS, [(2023, 11, 18), (2025, 3, 8)], strict=True):
        with ZipFile(SAMPLE / export) as archive:
            for entry in archive.infolist():
                assert (entry.compress_type, entry.date_time[:3], entry.create_system) == (ZIP_STORED, day, 3)


def test_headers_are_those_of_each_time() -> None:
    for export in EXPORTS:
        assert members(export)["Connections.csv"].startswith('Notes:\n"When exporting')
    assert "URL" not in header(FIRST, "Connections.csv")
    assert header(SECOND, "Connections.csv").startswith("First Name,Last Name,URL,Email Address")
    assert header(FIRST, "messages.csv").count(",") == 8
    assert header(SECOND, "messages.csv").endswith("FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT")
    assert header(FIRST, "Invitations.csv") == "From,To,Sent At,Message,Direction"
    assert header(SECOND, "Invitations.csv").endswith(",inviterProfileUrl,inviteeProfileUrl")
    assert "Public Url" not in header(FIRST, "Endorsement_Received_Info.csv")
    assert "Endorsee Public Url" in header(SECOND, "Endorsement_Given_Info.csv")
    assert members(SECOND)["messages.csv"].startswith('"CONVERSATION ID",')


@pytest.mark.parametrize(
    ("member", "least"),
    [
        ("Connections.csv", 170),
        ("Invitations.csv", 80),
        ("messages.csv", 90),
        ("Endorsement_Received_Info.csv", 50),
        ("Endorsement_Given_Info.csv", 30),
        ("Recommendations_Received.csv", 3),
        ("Recommendations_Given.csv", 3),
        ("Positions.csv", 3),
        ("Education.csv", 2),
        ("Profile.csv", 1),
        ("Skills.csv", 9),
        ("Email Addresses.csv", 3),
    ],
)
def test_the_later_export_has_what_the_earlier_one_has_and_more(member: str, least: int) -> None:
    first, second = len(linkedin(FIRST, member)), len(linkedin(SECOND, member))
    assert least <= first <= second


def test_nothing_in_an_export_is_younger_than_it() -> None:
    for export, day in zip(EXPORTS, [date(2023, 11, 18), date(2025, 3, 8)], strict=True):
        linked = [day_of(row["Connected On"]) for row in linkedin(export, "Connections.csv")]
        said = [date.fromisoformat(row["DATE"][:10]) for row in linkedin(export, "messages.csv")]
        assert max(linked) <= day >= max(said)
        assert linked == sorted(linked, reverse=True)


def test_every_row_has_its_people_and_rows_with_a_day_only_have_none() -> None:
    for export in EXPORTS:
        for member in members(export):
            for row, people in rows(export, member):
                is_empty = member == "Connections.csv" and not any(v for k, v in row.items() if k != "Connected On")
                assert bool(people) != (is_empty or member == "guide_messages.csv"), (export, member)
        empty = [row["Connected On"] for row, people in rows(export, "Connections.csv") if not people]
        assert max(Counter(empty).values()) == 2, "two closed accounts were linked on one day"
    closed = [sum(not people for _, people in rows(export, "Connections.csv")) for export in EXPORTS]
    assert closed[0] >= 3 < closed[1]


def test_people_came_left_changed_jobs_and_names_between_the_exports() -> None:
    first, second = connections(FIRST), connections(SECOND)
    stayed = first.keys() & second.keys()
    assert len(first.keys() - second.keys()) >= 5
    assert len(second.keys() - first.keys()) >= 20
    moved = [key for key in stayed if first[key]["Company"] != second[key]["Company"]]
    renamed = [key for key in stayed if first[key]["Last Name"] != second[key]["Last Name"]]
    assert len(moved) >= 30
    assert len(renamed) >= 4
    assert not {key for key in renamed if len(invent().people[key].names) == 1}


def test_a_connection_shows_the_job_of_the_day() -> None:
    people = invent().people
    for export, day in zip(EXPORTS, [date(2023, 11, 18), date(2025, 3, 8)], strict=True):
        for key, row in connections(export).items():
            job = people[key].job_on(day)
            assert (row["Position"], bool(row["Company"])) == ((job.title, True) if job is not None else ("", False))
            assert job is None or job.organisation.name.startswith(row["Company"])


def test_some_work_where_the_owner_did_without_having_met_there() -> None:
    """The company is the owner's former one, the time is not: joined between the exports, long after she left."""
    first, second = connections(FIRST), connections(SECOND)
    joined = [
        key
        for key in first.keys() & second.keys()
        if "Nordlicht" in second[key]["Company"] and "Nordlicht" not in first[key]["Company"]
    ]
    assert len(joined) >= 2


def test_two_namesakes_are_linked_and_both_endorse_without_a_page() -> None:
    for export in EXPORTS:
        assert {"rheinfels-anna", "auric-anna"} <= connections(export).keys()
    endorsers = {
        people[0]
        for row, people in rows(FIRST, "Endorsement_Received_Info.csv")
        if row["Endorser Last Name"] == "Schmidt"
    }
    assert endorsers == {"rheinfels-anna", "auric-anna"}


def test_whoever_closed_the_account_is_a_member_without_name_or_page() -> None:
    assert not [row for row in linkedin(FIRST, "messages.csv") if "LinkedIn Member" in row["FROM"]]
    anonymous = [row for row in rows(SECOND, "messages.csv") if row[0]["FROM"] == "LinkedIn Member"]
    assert len(anonymous) >= 2
    assert all(row["SENDER PROFILE URL"] == "" and people[0] == "nobody" for row, people in anonymous)


def test_messages_hold_markup_lines_drafts_groups_and_strangers() -> None:
    said = rows(SECOND, "messages.csv")
    content = [row["CONTENT"] for row, _ in said]
    assert sum(text.startswith("<p>") for text in content) > 20
    assert sum("\n" in text for text in content) > 5
    assert sum("&amp;" in text for text in content) > 3
    assert [people[0] for row, people in said if row["IS MESSAGE DRAFT"] == "Yes"].count("me") >= 1
    assert [len(people) for row, people in said if row["CONVERSATION TITLE"]] == [4, 4, 4]
    assert sum(people[0].startswith("stranger") for _, people in said) == 2
    assert all("me" in people for _, people in said)


def test_what_was_said_before_the_first_export_stands_in_both_alike() -> None:
    def spoken(export: str) -> Counter[tuple[str, str, str]]:
        return Counter(
            (row["CONVERSATION ID"], row["DATE"], row["CONTENT"]) for row in linkedin(export, "messages.csv")
        )

    assert spoken(FIRST) <= spoken(SECOND)


def test_endorsements_and_recommendations_keep_their_dates() -> None:
    for member, column in [
        ("Endorsement_Received_Info.csv", "Endorsement Date"),
        ("Recommendations_Given.csv", "Creation Date"),
    ]:
        first, second = (
            Counter((people[0], row[column]) for row, people in rows(export, member)) for export in EXPORTS
        )
        gone = {key for key, _ in first - second}
        assert gone <= connections(FIRST).keys() - connections(SECOND).keys()


def test_the_owners_page_tells_her_jobs_and_schools() -> None:
    me = invent().me
    positions, schools = linkedin(SECOND, "Positions.csv"), linkedin(SECOND, "Education.csv")
    assert [row["Company Name"] for row in positions] == [job.organisation.name for job in reversed(me.jobs)]
    assert [(row["Started On"], row["Finished On"]) for row in positions][-1] == ("Oct 2011", "Aug 2014")
    assert positions[0]["Finished On"] == ""
    assert [(row["Start Date"], row["End Date"]) for row in schools] == [("2009", "2011"), ("Oct 2004", "Sep 2009")]
    addresses = {email for _, email in me.emails} | {job.email for job in me.jobs}
    assert {row["Email Address"] for row in linkedin(SECOND, "Email Addresses.csv")} < addresses


def test_the_assistants_messages_are_nobodys() -> None:
    header, row = csv.reader(io.StringIO(members(SECOND)["guide_messages.csv"]))
    assert (header[0], row[3], row[5]) == ("CONVERSATION ID", "", "")
