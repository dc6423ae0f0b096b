"""Two exports of the owner's LinkedIn account: November 2023 with the headers of that time, March 2025 with today's.

In between people changed jobs and names, came, and went; a closed account leaves a row with nothing but its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from .archive import zipped
from .dice import Dice
from .export import Export, csv_text
from .linkedin_owner import owner_files
from .linkedin_praise import praise_files
from .linkedin_talk import talk_files
from .member import Member, connected
from .network import FIRST_EXPORT, SECOND_EXPORT, Link, links, shown_employer, shown_name
from .people import World

NOTES = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are missing. You '
    "will only see email addresses for connections who have allowed their connections to see or download their email "
    "address using this setting https://www.linkedin.com/psettings/privacy/email. You can learn more here "
    'https://www.linkedin.com/help/linkedin/answer/261"\n\n'
)
CLOSED_LONG_AGO = (date(2013, 6, 4), date(2016, 1, 21), date(2016, 1, 21))
"""When accounts were connected that were closed before the first export; two of them on one day."""


def exports(world: World) -> list[Export]:
    """Both archives."""
    return [
        _export("inbox/linkedin-2023.zip", world, FIRST_EXPORT, is_new=False),
        _export("inbox/linkedin-2025.zip", world, SECOND_EXPORT, is_new=True),
    ]


def _export(path: str, world: World, day: date, is_new: bool) -> Export:
    known = links(world)
    members: Mapping[str, Member] = {
        "Connections.csv": _connections(known, day, is_new),
        **talk_files(world, known, day, is_new),
        **praise_files(world, known, day, is_new),
        **owner_files(world.me, day),
    }
    contents = {name: member.content.encode() for name, member in members.items()}
    return Export(path, zipped(contents, day), {name: member.people for name, member in members.items()})


def _connections(known: list[Link], day: date, is_new: bool) -> Member:
    """The newest first, as LinkedIn sorts them."""
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On".split(",")
    rows: list[tuple[date, dict[str, str], tuple[str, ...]]] = []
    rows += [(link.connected_on, _row(link, day), (link.person.key,)) for link in known if link.is_shown(day)]
    closed = [link.connected_on for link in known if link.ended_on is not None and link.is_closed]
    gone = [*CLOSED_LONG_AGO, *(closed if day == SECOND_EXPORT else [])]
    empty = dict.fromkeys(header, "")
    rows += [(since, empty | {"Connected On": connected(since)}, ()) for since in gone]
    rows.sort(key=lambda row: row[0], reverse=True)
    columns = [column for column in header if is_new or column != "URL"]
    text = csv_text(columns, [[cells[column] for column in columns] for _, cells, _ in rows])
    return Member(NOTES + text, [people for *_, people in rows])


def _row(link: Link, day: date) -> dict[str, str]:
    person, job = link.person, link.person.job_on(day)
    given, family = shown_name(person, day)
    shows_email = Dice("linkedin email", person.key).chance(0.03) and person.emails
    return {
        "First Name": given,
        "Last Name": family,
        "URL": link.url,
        "Email Address": person.emails[-1][1] if shows_email else "",
        "Company": shown_employer(person, job.organisation) if job is not None else "",
        "Position": job.title if job is not None else "",
        "Connected On": connected(link.connected_on),
    }
