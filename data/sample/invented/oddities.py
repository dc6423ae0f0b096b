"""Mail as it should not be, and is: bounces, absence notes, everybody at once, headers that lack something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from .dice import Dice
from .lives import TODAY
from .mail import FIRST_DAY, LAST_DAY, Mail, Mailbox, by_day, message_id
from .people import Job, Person, World
from .senders import mailbox, own_mailbox

BOUNCES = 12
ABSENCES = 16
GREETINGS = (("private-olaf", date(2019, 12, 20)), ("partners-suse", date(2022, 12, 19)))
"""Who once wrote to everybody they knew, and when."""

MOVED_ON = date(2019, 1, 18)
REPORT = 'multipart/report; report-type=delivery-status; boundary="=-report"'
BROKEN_DATE = "Thu, 32 Foo 2019 25:61:00 +0000"


def oddities(world: World, letters: list[Mail]) -> list[Mail]:
    """What comes on top of the mail between people, some of it in answer to that; alters four of it."""
    _take_something_out(letters)
    found = [mail for key, day in GREETINGS for mail in _greeting(world, world.people[key], day)]
    found += _moved(world)
    found += _bounces(world)
    found += _absences(letters)
    return found


def _take_something_out(letters: list[Mail]) -> None:
    """Three lose their Message-ID, the next one's date is broken: all single mails that came in."""
    single = [
        mail for mail in letters if mail.sender.key != "me" and mail.sender.name and not mail.references and not mail.cc
    ]
    answered = {key for mail in letters for key in mail.references}
    lone = [mail for mail in Dice("taken out").shuffled(single) if mail.message_id not in answered]
    for mail in lone[:3]:
        mail.message_id = ""
    lone[3].headers = (("Date", BROKEN_DATE),)


def _greeting(world: World, person: Person, day: date) -> Iterator[Mail]:
    """One mail to more than twenty people, the owner among them."""
    dice = Dice("greeting", person.key)
    sender = mailbox(person, day, person.circle == "partners")
    others = [p for p in world.people.values() if p.circle in (person.circle, "private") and p is not person]
    boxes = [box for box in (mailbox(p, day, False) for p in others) if box is not None and box != sender]
    if sender is not None:
        to = [*boxes[:28], own_mailbox(world.me, day, False)]
        yield Mail(by_day(dice, day), sender, to, "Frohe Weihnachten!", "-", message_id(dice, sender.address))


def _moved(world: World) -> Iterator[Mail]:
    """The owner's new address to everybody in Bcc, and an invitation of which she got a blind copy herself."""
    dice, own = Dice("moved"), own_mailbox(world.me, MOVED_ON, False)
    known = [p for p in world.people.values() if p.circle in ("kestrel", "thornbury") and p.met_on < MOVED_ON]
    boxes = [box for box in (mailbox(p, MOVED_ON, False) for p in known) if box is not None]
    key = message_id(dice, own.address)
    yield Mail(by_day(dice, MOVED_ON), own, [own], "Berlin!", "From now on I live in Berlin.", key, bcc=boxes[:24])
    flo = mailbox(world.people["family-florian"], MOVED_ON, False)
    renate = mailbox(world.people["family-renate"], MOVED_ON, False)
    if flo is not None and renate is not None:
        at = by_day(dice, date(2020, 3, 14))
        yield Mail(at, flo, [renate], "Überraschung für Leonie", "Pst.", message_id(dice, flo.address))


def _bounces(world: World) -> Iterator[Mail]:
    """The owner writes to an address at work that its person has left; the server there says so."""
    left = [(p, job) for p in world.people.values() for job in p.jobs if _has_ended(job) and p.circle != "family"]
    dice = Dice("bounces")
    for person, job in dice.shuffled([(p, job) for p, job in left if p.met_on < (job.end or TODAY)])[:BOUNCES]:
        day = (job.end or TODAY) + timedelta(days=dice.number(30, 200))
        own = own_mailbox(world.me, day, False)
        to = Mailbox(person.name_on(day).full, job.email, person.key)
        sent = Mail(by_day(dice, day), own, [to], "Hallo!", "-", message_id(dice, own.address))
        daemon = Mailbox("Mail Delivery System", f"mailer-daemon@{job.organisation.domain}", "robot-daemon")
        yield sent
        yield Mail(
            sent.sent_at + timedelta(minutes=1),
            daemon,
            [_bare(own)],
            "Undelivered Mail Returned to Sender",
            "-",
            message_id(dice, daemon.address),
            references=(sent.message_id,),
            headers=(("Return-Path", "<>"), ("Auto-Submitted", "auto-replied"), ("Content-Type", REPORT)),
        )


def _bare(box: Mailbox) -> Mailbox:
    """The bare address, as a server writes it."""
    return box._replace(name="")


def _has_ended(job: Job) -> bool:
    return job.end is not None and FIRST_DAY <= job.end <= LAST_DAY - timedelta(days=210)


def _absences(letters: list[Mail]) -> Iterator[Mail]:
    """A person's program answers while the person is away: their address, but not their word."""
    dice = Dice("absences")
    sent = [mail for mail in letters if mail.sender.key == "me" and len(mail.to) == 1 and not mail.cc]
    for mail in dice.shuffled(sent)[:ABSENCES]:
        yield replace(
            mail,
            sent_at=mail.sent_at + timedelta(minutes=1),
            sender=mail.to[0],
            to=[_bare(mail.sender)],
            subject=f"Automatic reply: {mail.subject}",
            text="I am away until Monday.",
            message_id=message_id(dice, mail.to[0].address),
            references=(mail.message_id,),
            headers=(("Auto-Submitted", "auto-replied"), ("Precedence", "bulk")),
        )
