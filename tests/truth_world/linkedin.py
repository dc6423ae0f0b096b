"""LinkedIn's export of a day: a ZIP of tables."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from random import Random

from tests.truth_world.casting import work_email
from tests.truth_world.life import Person, World
from tests.truth_world.mailbox import MONTHS
from tests.truth_world.network import DAY, connections_on, notes, profile_job, shown_name, was_invited
from tests.truth_world.shape import Shape
from tests.truth_world.words import SKILLS

Rows = list[Sequence[object]]

_PREAMBLE = """Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing. You will only see
email addresses for connections who have allowed their connections to see or download their email address"

"""
_HEADERS = {
    "Connections": "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    "Profile": "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,"
    "Twitter Handles,Websites,Instant Messengers",
    "Positions": "Company Name,Title,Description,Location,Started On,Finished On",
    "Education": "School Name,Start Date,End Date,Notes,Degree Name,Activities",
    "Skills": "Name",
    "Email Addresses": "Email Address,Confirmed,Primary,Updated On",
    "messages": "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,"
    "CONTENT,FOLDER",
    "Invitations": "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl",
    "Endorsement_Received_Info": "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,"
    "Endorser Public Url,Endorsement Status",
    "Recommendations_Received": "First Name,Last Name,Company,Job Title,Text,Creation Date,Status",
    "Logins": "Login Date,IP Address",
}


def export(world: World, shape: Shape, on: date) -> bytes:
    """The ZIP of a day."""
    packed, tables = io.BytesIO(), _Export(world, shape, on).tables()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            text = io.StringIO(newline="")
            text.write(_PREAMBLE if name == "Connections" else "")
            csv.writer(text, lineterminator="\n").writerows([_HEADERS[name].split(","), *rows])
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", (on.year, on.month, on.day, 9, 0, 0)), text.getvalue())
    return packed.getvalue()


def own_emails(world: World) -> list[str]:
    """Every address the owner has."""
    return [*world.me.emails, *dict.fromkeys(work_email(world, world.me, post.where) for post in world.me.posts)]


class _Export:
    """The rows of every table of one day."""

    def __init__(self, world: World, shape: Shape, on: date) -> None:
        self.world, self.on, self.me = world, on, world.me
        self.has_urls = shape.has_urls or on != world.exported_on[0]
        self.own_emails = own_emails(world) if shape.owner_by != "settings" else world.me.emails[:1]
        self.linked = connections_on(world, on)
        self.praising = [each for each in self.linked if self.habit(each, "praise").random() < 0.15]

    def tables(self) -> dict[str, Rows]:
        """Name -> rows."""
        me = self.me
        return {
            "Connections": [self.connection(person) for person in self.linked],
            "Profile": [[me.given, me.family, "", "", "", "Working", "", "", "", "", "", "", ""]],
            "Positions": self.positions(),
            "Education": self.education(),
            "Skills": [[skill] for skill in SKILLS[:4]],
            "Email Addresses": [
                [email, "Yes", "No" if number else "Yes", "1/1/19, 9:00 AM"]
                for number, email in enumerate(self.own_emails)
            ],
            "messages": [row for person in self.linked for row in self.messages(person)],
            "Invitations": [
                self.invitation(each) for each in self.linked if self.has_urls and was_invited(self.world, each)
            ],
            "Endorsement_Received_Info": [self.endorsement(person) for person in self.praising],
            "Recommendations_Received": [row for person in self.praising for row in self.recommendation(person)],
            "Logins": [[f"{self.on:%a %b %d} 08:00:00 UTC {self.on.year}", "192.0.2.1"]],
        }

    def connection(self, person: Person) -> Sequence[object]:
        """Who shows an address and a nickname does so in every export."""
        job, habit = profile_job(person, self.on), self.habit(person, "open")
        email = person.emails[0] if habit.random() < 0.12 else ""
        given = person.nickname if person.nickname and habit.random() < 0.3 else person.given
        company = shown_name(self.world, job.where, person.form[job.where], self.on) if job else ""
        if not job and habit.random() < 0.4:
            company = "Self-employed"
        linked_on = person.linked_on or self.on
        day = f"{linked_on.day:02} {_month(linked_on)}"
        return [given, person.family_on(self.on), self.url(person), email, company, job.title if job else "", day]

    def positions(self) -> Rows:
        """The owner's own, newest first; those that ended later go on."""
        return [
            [
                self.world.organizations[post.where].forms[0],
                post.title,
                "",
                "",
                _month(post.start),
                _month(post.end) if post.end and post.end < self.on else "",
            ]
            for post in reversed(self.me.posts)
            if post.start <= self.on
        ]

    def education(self) -> Rows:
        """The owner's own."""
        return [
            [
                self.world.schools[each.where].forms[0],
                each.start.year,
                each.end.year if each.end else "",
                "",
                each.title,
                "",
            ]
            for each in self.me.studies
        ]

    def messages(self, person: Person) -> Rows:
        """Those with one person."""
        them = (f"{person.given} {person.family}", self.url(person))
        me = (f"{self.me.given} {self.me.family}", self.own_url())
        return [
            [
                f"2-{person.slug}",
                "",
                *(me + them if note.is_mine else them + me),
                f"{note.sent_at:%Y-%m-%d %H:%M:%S} UTC",
                "",
                f"Hello no. {number}",
                "INBOX",
            ]
            for number, note in enumerate(notes(self.world, person, self.on))
        ]

    def invitation(self, person: Person) -> Sequence[object]:
        """Of the day before they were linked."""
        on = (person.linked_on or self.on) - DAY
        sent = f"{on.month}/{on.day}/{on.year % 100:02}, 1:26 PM"
        me, them = f"{self.me.given} {self.me.family}", f"{person.given} {person.family}"
        if Random(person.slug).random() < 0.5:
            return [them, me, sent, "", "INCOMING", self.url(person), self.own_url()]
        return [me, them, sent, "", "OUTGOING", self.own_url(), self.url(person)]

    def endorsement(self, person: Person) -> Sequence[object]:
        """For one skill, when they were linked."""
        skill, url = self.habit(person, "skill").choice(SKILLS[:4]), self.url(person)[8:]
        day = f"{person.linked_on:%Y/%m/%d} 10:00:00 UTC"
        return [day, skill, person.given, person.family_on(self.on), url, "ACCEPTED"]

    def recommendation(self, person: Person) -> Rows:
        """Written when they were linked, with where they were then, if anywhere."""
        on = person.linked_on or self.on
        job = person.job_on(on)
        if job is None or self.habit(person, "words").random() < 0.6:
            return []
        company, day = person.form[job.where], f"{on:%m/%d/%y}, 10:00 AM"
        return [[person.given, person.family_on(self.on), company, job.title, "Calm and exact.", day, "VISIBLE"]]

    def habit(self, person: Person, what: str) -> Random:
        """Chance that is the same for one person in every export."""
        return Random(f"{self.world.seed}/{person.key}/{what}")

    def url(self, person: Person) -> str:
        """Their profile, where this export shows such."""
        return f"https://www.linkedin.com/in/{person.slug}" if self.has_urls else ""

    def own_url(self) -> str:
        """The owner's."""
        return "https://www.linkedin.com/in/owner-of-this-world" if self.has_urls else ""


def _month(on: date) -> str:
    return f"{MONTHS[on.month - 1]} {on.year}"
