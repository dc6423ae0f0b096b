"""Who writes to whom when: conversations between the owner and people, and among several of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from .dice import Dice
from .mail import FIRST_DAY, LAST_DAY, Mail, Mailbox, by_day, message_id
from .people import Person, World
from .senders import TABLES, addressed, mailbox, own_mailbox
from .strangers import strangers
from .ties import YEAR, Tie, ties

LENGTHS = (1, 1, 1, 1, 1, 2, 2, 2, 3, 4)
"""How many mails a conversation has, each as likely as it stands here often."""

WORK_SHARE = {"partners": 0.9, "nordlicht": 0.5, "kestrel": 0.5, "auric": 0.5, "rheinfels": 0.2, "thornbury": 0.2}
"""How often someone who is no colleague writes from work."""


class Thread(NamedTuple):
    """A conversation before it is written. turns: for each mail whether the owner wrote it.

    others: who is addressed along with the two; copied: whom only the others write to, the owner never.
    """

    person: Person
    day: date
    turns: Sequence[bool]
    subject: str
    others: Sequence[Person] = ()
    copied: Sequence[Person] = ()


def correspondence(world: World) -> list[Mail]:
    """All mail between people."""
    known = ties(world)
    threads = [thread for tie in known for thread in _threads(world, tie, known)]
    threads += [_open(world, row) for row in TABLES["open"]]
    threads += _introductions(world, known)
    return [mail for thread in threads for mail in _mails(world.me, thread)]


def shares_employer(one: Person, other: Person, day: date) -> bool:
    """Whether both work for the same organisation then."""
    a, b = one.job_on(day), other.job_on(day)
    return a is not None and b is not None and a.organisation == b.organisation


def _days(tie: Tie) -> Iterator[date]:
    """When they begin a conversation; what comes once a year comes in the same week."""
    dice = Dice("rhythm", tie.person.key, str(tie.since))
    is_yearly = tie.every == YEAR
    day = tie.since if tie.person.is_cast else tie.since + timedelta(days=dice.number(0, tie.every))
    while day <= tie.until:
        yield day + timedelta(days=dice.number(-3, 3)) if is_yearly and day > tie.since else day
        spread = 0 if is_yearly else tie.every * 2 // 5
        day += timedelta(days=tie.every + dice.number(-spread, spread))


def _threads(world: World, tie: Tie, known: list[Tie]) -> Iterator[Thread]:
    habit = Dice("habit", tie.person.key)
    starts_them = habit.pick([0.35, 0.5, 0.5, 0.65, 0.97])
    for day in _days(tie):
        dice = Dice("thread", tie.person.key, str(day))
        is_mine = not dice.chance(starts_them)
        length = dice.pick(LENGTHS)
        turns = [is_mine ^ bool(n % 2) for n in range(length)]
        others = _company(world.me, tie.person, day, known, dice)
        copied = _silent(world, tie.person, day, known, dice) if not is_mine else []
        yield Thread(tie.person, day, turns, _subject(world.me, tie.person, day, dice), others, copied)


def _company(me: Person, person: Person, day: date, known: list[Tie], dice: Dice) -> list[Person]:
    """Who else is in it: colleagues of the day, or friends of the same circle."""
    if not dice.chance(0.28):
        return []
    is_work = shares_employer(me, person, day)
    near = [
        tie.person
        for tie in known
        if tie.lasts(day)
        and tie.person is not person
        and tie.every < YEAR
        and (shares_employer(me, tie.person, day) if is_work else tie.person.circle == person.circle)
    ]
    return dice.shuffled(near)[: dice.pick([1, 1, 2, 2, 3, 5])]


def _silent(world: World, person: Person, day: date, known: list[Tie], dice: Dice) -> list[Person]:
    """Colleagues of the day with whom the owner has no tie: copied in by others."""
    if not (dice.chance(0.12) and shares_employer(world.me, person, day)):
        return []
    tied = {tie.person.key for tie in known}
    near = [p for p in world.people.values() if p.key not in tied and shares_employer(world.me, p, day)]
    return dice.shuffled(near)[:2]


def _introductions(world: World, known: list[Tie]) -> list[Thread]:
    """Each stranger is copied in, again and again, by two or three whom the owner knows."""
    threads = []
    for stranger in strangers(world):
        dice = Dice("introduced", stranger.key)
        house = stranger.jobs[0].organisation
        colleagues = [tie for tie in known if any(job.organisation == house for job in tie.person.jobs)]
        for tie in dice.shuffled(colleagues)[: dice.pick([1, 2, 2, 3])]:
            for _ in range(dice.number(1, 4)):
                day = dice.day(tie.since, tie.until)
                subject = _subject(world.me, tie.person, day, dice)
                threads.append(Thread(tie.person, day, dice.pick([[False], [False, True]]), subject, (), [stranger]))
    return threads


def _open(world: World, row: dict[str, Any]) -> Thread:
    """A conversation of the last weeks that waits for an answer."""
    turns = [False, True, False] if row["last"] == "them" else [False, True]
    return Thread(world.people[row["person"]], row["day"], turns, row["subject"])


def is_german(person: Person) -> bool:
    """Whether the owner and they write German."""
    return person.culture == "german" or person.circle in ("family", "rheinfels", "nordlicht", "private")


def _subject(me: Person, person: Person, day: date, dice: Dice) -> str:
    is_work = shares_employer(me, person, day) or person.circle == "partners"
    language = "german" if is_german(person) else "english"
    subjects: list[str] = TABLES["subjects"][f"{'work' if is_work else 'private'}-{language}"]
    return dice.pick(subjects)


def _mails(me: Person, thread: Thread) -> Iterator[Mail]:
    """The mails of a thread, as far as the days of the mailbox go."""
    dice = Dice("mails", thread.person.key, str(thread.day), thread.subject)
    shared = shares_employer(me, thread.person, thread.day)
    is_work = shared or dice.chance(WORK_SHARE.get(thread.person.circle, 0.08))
    is_mine_work = shared or thread.person.circle == "partners"
    texts = TABLES["texts"]["german" if is_german(thread.person) else "english"]
    sent_at, references = by_day(dice, thread.day), tuple[str, ...]()
    for n, is_mine in enumerate(thread.turns):
        day = sent_at.date()
        other = mailbox(thread.person, day, is_work)
        if other is None or not FIRST_DAY <= day <= LAST_DAY:
            return
        own = own_mailbox(me, day, is_mine_work, Dice("second address", thread.person.key).chance(0.3))
        sender, to = (own, other) if is_mine else (other, own)
        copied = [] if is_mine else _mailboxes(thread.copied, day, is_work)
        copies = [addressed(box, dice) for box in [*_mailboxes(thread.others, day, is_work), *copied]]
        split = dice.number(0, len(copies)) if dice.chance(0.3) else 0
        subject = thread.subject if n == 0 else f"{'AW' if is_german(thread.person) else 'Re'}: {thread.subject}"
        mail = Mail(
            sent_at,
            sender,
            [addressed(to, dice), *copies[:split]],
            subject,
            dice.pick(texts),
            message_id(dice, sender.address),
            cc=copies[split:],
            references=references,
        )
        yield mail
        references = (*references, mail.message_id)
        sent_at = _answered(sent_at, dice)


def _mailboxes(people: Sequence[Person], day: date, is_work: bool) -> list[Mailbox]:
    boxes = [mailbox(person, day, is_work or person.circle == "stranger") for person in people]
    return [box for box in boxes if box is not None]


def _answered(sent_at: datetime, dice: Dice) -> datetime:
    """When the next one comes: within the day, mostly, and by day."""
    delay = timedelta(minutes=dice.number(4, 240)) if dice.chance(0.55) else timedelta(days=dice.pick([1, 1, 2, 3, 6]))
    later = sent_at + delay
    return later if 9 <= later.hour < 20 else by_day(dice, later.date() + timedelta(days=1))
