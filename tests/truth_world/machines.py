"""Mail that nobody wrote: newsletters, robots, notices in people's names, desks, calendars, reports about delivery."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import NamedTuple

from tests.truth_world.life import Box, Letter, World

DAY = timedelta(days=1)


class Machine(NamedTuple):
    """A sender. name: "{person}" is somebody's, another each time. headers: in every mail of it."""

    kind: str
    name: str
    address: str
    headers: dict[str, str]
    topic: str
    mails: int = 10


_BULK = {"List-Unsubscribe": "<https://{site}/u/5f3c>"}
_LIST = {"List-Id": "<news.{site}>", "List-Unsubscribe": "<https://{site}/u/5f3c>"}
_AUTO = {"Auto-Submitted": "auto-generated"}
_AUTO_BULK = {**_AUTO, "Precedence": "bulk"}
_LIST_BULK = {**_LIST, "Precedence": "bulk"}
_REPORT = {**_AUTO, "Return-Path": "<>"}
_REPOSITORY = {"List-Id": "<build.githold.example>"}
MACHINES = (
    Machine("no_reply", "Paketheld", "noreply@paketheld.example", {}, "Your parcel", 25),
    Machine("no_reply", "", "no-reply@konto.sparfuchs.example", {}, "Kontoauszug", 20),
    Machine("no_reply", "Stellenmarkt", "nicht-antworten@stellenmarkt.example", {}, "Neue Stellen"),
    Machine("no_reply", "Bahnportal", "donotreply@bahnportal.example", _AUTO, "Ihre Buchung"),
    Machine("newsletter", "The Weekly Loaf", "hello@weeklyloaf.example", _LIST, "What we baked", 30),
    Machine("newsletter", "Gartenpost", "newsletter@gartenpost.example", _BULK, "Im Mai", 30),
    Machine("newsletter", "Nora from Flowdesk", "nora@flowdesk.example", _BULK, "3 tips for you", 18),
    Machine("newsletter", "Felix Braunschweig", "felix.braunschweig@crm-welt.example", _BULK, "Kurze Frage", 8),
    Machine("newsletter", "Mira Castellan", "mira@substation.example", _LIST_BULK, "Letter no.", 16),
    Machine("robot", "GitHold", "notifications@githold.example", _REPOSITORY, "[repo] PR", 30),
    Machine("robot", "{person} (Jira)", "jira@tickets.tracker.example", _AUTO_BULK, "[KEY-12] assigned", 25),
    Machine("robot", "{person} via Papierboard", "boards@papierboard.example", _AUTO, "commented on a card", 14),
    Machine("robot", "{person}", "invitations@netzwerk.example", _BULK, "I'd like to add you", 20),
    Machine("robot", "Monitoring", "alerts@status.cloudhaus.example", _AUTO, "[FIRING] disk", 25),
    Machine("robot", "Build Server", "jenkins@ci.example", _AUTO, "Build failed", 16),
    Machine("robot", "", "root@www4.cloudhaus.example", _AUTO, "Cron <backup>", 12),
    Machine("role", "Hausverwaltung Meier", "info@hv-meier.example", {}, "Nebenkosten", 4),
    Machine("role", "Accounts", "billing@cloudhaus.example", {}, "Invoice", 12),
    Machine("role", "Kundenservice", "kundenservice@stromwerk.example", {}, "Ihre Anfrage", 4),
    Machine("role", "Support Team", "support@paketheld.example", {}, "[#4711]", 5),
    Machine("calendar", "Kalender", "calendar-notification@kalender.example", _AUTO, "Invitation", 10),
    Machine("bounce", "Mail Delivery Subsystem", "mailer-daemon@mx.ci.example", _REPORT, "Undelivered", 6),
)  # fmt: skip


def buzz(world: World, chance: Random) -> None:
    """Puts the mail of all machines into the world, and invitations of calendars that people sent."""
    people = sorted(world.people)
    for machine in MACHINES:
        world.machines[machine.address] = machine.kind
        site = machine.address.rpartition("@")[2]
        for number in range(machine.mails):
            day = world.today - DAY * chance.randint(2, 365 * 6)
            at = datetime.combine(day, time(chance.randint(0, 23), chance.randint(0, 59), chance.randint(0, 59)))
            person = world.people[chance.choice(people)]
            name = machine.name.replace("{person}", f"{person.given} {person.family}")
            world.letters.append(
                Letter(
                    f"{chance.getrandbits(48):012x}.m{number}@{site}",
                    f"machine-{machine.address}-{number}",
                    at,
                    Box("", name, machine.address),
                    [Box("me", f"{world.me.given} {world.me.family}", world.me.emails[0])],
                    [],
                    f"{machine.topic} {number}",
                    [],
                    {field: value.format(site=site) for field, value in machine.headers.items()},
                )
            )
    written = [letter for letter in world.letters if letter.sender.key not in ("", "me") and not letter.headers]
    for letter in chance.sample(written, 12):
        letter.headers = {"Content-Type": "text/calendar; method=REQUEST; charset=utf-8"}
    world.letters.sort(key=lambda letter: (letter.sent_at, letter.id))
