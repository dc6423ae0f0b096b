"""Mail that is no contact between two people: lists, newsletters, machines, desks, calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from .correspondence import is_german, shares_employer
from .dice import Dice
from .mail import FIRST_DAY, LAST_DAY, Mail, Mailbox, by_day, message_id
from .people import Person, World
from .senders import TABLES, mailbox, own_mailbox
from .strangers import strangers

CALENDAR = "text/calendar; charset=utf-8; method={method}"
INVITATIONS = 60


def postings(world: World) -> list[Mail]:
    """All of it."""
    found = [mail for row in TABLES["list"] for mail in _list(world, row)]
    found += [mail for row in TABLES["newsletter"] for mail in _newsletter(world.me, row)]
    found += [mail for row in TABLES["robot"] for mail in _robot(world.me, row)]
    found += [mail for row in TABLES["office"] for mail in _office(world.me, row)]
    found += [mail for n in range(INVITATIONS) for mail in _invitation(world, n)]
    return found


def _list(world: World, row: dict[str, Any]) -> Iterator[Mail]:
    """Posts of the list's circle, and the owner's: as she sent them, and as the list brought them back."""
    dice, everyone = Dice("list", row["key"]), [*world.people.values(), *strangers(world)]
    writers = dice.shuffled([p for p in everyone if p.circle == row["circle"] and p.emails])[:14]
    address = Mailbox(row["name"], row["address"], row["key"])
    headers = (
        ("List-Id", f"{row['name']} <{row['id']}>"),
        ("List-Post", f"<mailto:{row['address']}>"),
        ("List-Unsubscribe", f"<mailto:leave@{row['id']}>"),
        ("Precedence", "list"),
    )
    last: Mail | None = None
    for day in sorted(dice.day(FIRST_DAY, LAST_DAY) for _ in range(row["posts"])):
        writer = world.me if dice.chance(0.06) else dice.pick(writers)
        sender = own_mailbox(world.me, day, False) if writer is world.me else mailbox(writer, day, False)
        if sender is None:
            continue
        answers = last is not None and dice.chance(0.5) and (day - last.sent_at.date()).days < 30
        subject = f"Re: {last.subject.removeprefix('Re: ')}" if answers and last else f"[{row['name']}] "
        subject += "" if answers else dice.pick(row["subjects"])
        references = (*last.references, last.message_id) if answers and last else ()
        sent_at, key = by_day(dice, day), message_id(dice, sender.address)
        post = Mail(sent_at, sender, [address], subject, "-", key, references=references[-4:])
        if writer is world.me:
            yield Mail(sent_at, sender, [address], subject, "-", key, references=references[-4:], folder="Sent")
        elif dice.chance(0.15):
            post = _in_the_lists_name(post, row)
        last = post
        post.headers, post.folder = (*post.headers, *headers), "Lists"
        yield post


def _in_the_lists_name(post: Mail, row: dict[str, Any]) -> Mail:
    """As a list rewrites the sender whose domain forbids that others send in its name (DMARC)."""
    author = post.sender
    post.sender = Mailbox(f"{author.name or author.address} via {row['name']}", row["address"], row["key"])
    post.reply_to = [author._replace(name="") if Dice("reply to", post.message_id).chance(0.5) else author]
    return post


def _machine(row: dict[str, Any]) -> Mailbox:
    name, address = row["from"]
    return Mailbox(name, address, row["key"])


def _newsletter(me: Person, row: dict[str, Any]) -> Iterator[Mail]:
    dice, sender = Dice("newsletter", row["key"]), _machine(row)
    domain = sender.address.partition("@")[2]
    headers = (("List-Unsubscribe", f"<https://{domain}/unsubscribe>"), ("Precedence", "bulk"))
    for _ in range(row["posts"]):
        sent_at = by_day(dice, dice.day(FIRST_DAY, LAST_DAY))
        to = own_mailbox(me, sent_at.date(), False)
        yield Mail(sent_at, sender, [to], dice.pick(row["subjects"]), "-", message_id(dice, domain), headers=headers)


def _robot(me: Person, row: dict[str, Any]) -> Iterator[Mail]:
    dice, sender = Dice("robot", row["key"]), _machine(row)
    is_work = sender.address.endswith("@auric.example")
    earliest = me.jobs[-1].start if is_work else FIRST_DAY
    headers = (tuple(row["header"]),) if row["header"] else ()
    for _ in range(row["posts"]):
        sent_at = by_day(dice, dice.day(earliest, LAST_DAY))
        to = own_mailbox(me, sent_at.date(), is_work)
        key = message_id(dice, sender.address)
        yield Mail(sent_at, sender, [to], dice.pick(row["subjects"]), "-", key, headers=headers)


def _office(me: Person, row: dict[str, Any]) -> Iterator[Mail]:
    """A desk writes, and now and then the owner answers."""
    dice, sender = Dice("office", row["key"]), _machine(row)
    for _ in range(row["posts"]):
        sent_at = by_day(dice, dice.day(FIRST_DAY, LAST_DAY - timedelta(days=9)))
        own = own_mailbox(me, sent_at.date(), False)
        mail = Mail(sent_at, sender, [own], dice.pick(row["subjects"]), "-", message_id(dice, sender.address))
        yield mail
        if dice.chance(0.4):
            answered_at, key = by_day(dice, sent_at.date() + timedelta(days=2)), message_id(dice, own.address)
            yield Mail(answered_at, own, [sender], f"Re: {mail.subject}", "Danke!", key, references=(mail.message_id,))


def _invitation(world: World, n: int) -> Iterator[Mail]:
    """A meeting that a colleague of the day calls, and the owner's answer, which her program sends."""
    dice, me = Dice("invitation", str(n)), world.me
    day = dice.day(FIRST_DAY, LAST_DAY - timedelta(days=3))
    colleagues = [p for p in world.people.values() if shares_employer(me, p, day) and p.met_on <= day]
    if not colleagues:
        return
    person = dice.pick(colleagues)
    caller, own = mailbox(person, day, True), own_mailbox(me, day, True)
    if caller is None:
        return
    subject = dice.pick(TABLES["subjects"]["work-german" if is_german(person) else "work-english"])
    sent_at, key = by_day(dice, day), message_id(dice, caller.address)
    request = (("Content-Type", CALENDAR.format(method="REQUEST")),)
    yield Mail(sent_at, caller, [own], f"Invitation: {subject}", "-", key, headers=request)
    if dice.chance(0.5):
        reply = (("Content-Type", CALENDAR.format(method="REPLY")),)
        answer = message_id(dice, own.address)
        answered_at = sent_at + timedelta(minutes=dice.number(2, 50))
        yield Mail(answered_at, own, [caller], f"Accepted: {subject}", "-", answer, references=(key,), headers=reply)
