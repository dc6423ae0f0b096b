"""Messages and invitations."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import escape
from typing import NamedTuple

from .dice import Dice
from .export import csv_text
from .member import TABLES, Member, american, moment
from .network import SECOND_EXPORT, Link, full_name
from .people import Person, World
from .strangers import strangers

HEADER = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER"
).split(",")
NOBODY = "nobody"
"""In the truth: someone of whom the record does not say who it is."""

REUNION = ("thornbury-sarah", "thornbury-wei", "thornbury-suharyanto")
TALKATIVE = 0.27
CLOSED = "LinkedIn Member"


class Message(NamedTuple):
    """One message of a conversation among the owner and others."""

    conversation: str
    title: str
    sender: Person
    to: list[Person]
    sent_at: datetime
    subject: str
    content: str
    is_draft: bool = False


def talk_files(world: World, known: list[Link], day: date, is_new: bool) -> dict[str, Member]:
    """messages.csv and Invitations.csv of one export, and from 2025 on what an assistant said, which is nobody."""
    closed = {
        link.person.key for link in known if link.is_closed and link.ended_on is not None and link.ended_on <= day
    }
    files = {
        "messages.csv": _messages(_said(world, known), closed, day, is_new),
        "Invitations.csv": _invitations(world, known, day, is_new),
    }
    return files | ({"guide_messages.csv": _guide(day)} if is_new else {})


def _said(world: World, known: list[Link]) -> list[Message]:
    """Everything that was ever said there."""
    said: list[Message] = []
    for link in known:
        dice = Dice("conversation", link.person.key)
        if dice.chance(TALKATIVE) or link.ended_on is not None:
            last = min(link.ended_on or SECOND_EXPORT, SECOND_EXPORT) - timedelta(days=40)
            first_on = dice.day(link.connected_on, max(last, link.connected_on))
            said += _conversation(world.me, link.person, first_on, dice)
    said += _reunion(world)
    said += [_recruiting(world.me, stranger) for stranger in strangers(world)[:2]]
    return said


def _conversation(me: Person, other: Person, first_on: date, dice: Dice) -> list[Message]:
    language = "german" if other.culture in ("german", "turkish") else "english"
    job = other.job_on(first_on)
    texts = dice.pick(TABLES["talk"][language])
    turn = dice.number(0, 1)
    sent_at, said = moment(dice, first_on), []
    for n, text in enumerate(texts):
        sender, to = (me, other) if (n + turn) % 2 else (other, me)
        content = text.replace("{firm}", job.organisation.name if job is not None else "work")
        said.append(Message(_conversation_id(other.key), "", sender, [to], sent_at, "", content))
        sent_at += timedelta(minutes=dice.number(3, 4000))
    if dice.chance(0.05):
        said.append(
            Message(said[0].conversation, "", me, [other], sent_at, "", "Sorry, I only saw this", is_draft=True)
        )
    return said


def _reunion(world: World) -> list[Message]:
    """A conversation of four, with a title."""
    everyone = [world.me, *(world.people[key] for key in REUNION)]
    dice, said = Dice("reunion"), []
    for n, text in enumerate(
        ["Ten years on: who is in for a reunion?", "Count me in!", "Me too.\nManchester in June?"]
    ):
        sender = everyone[(1, 0, 2)[n]]
        to = [person for person in everyone if person is not sender]
        at = moment(dice, date(2021, 4, 7 + n))
        said.append(Message(_conversation_id("reunion"), "Thornbury reunion", sender, to, at, "", text))
    return said


def _recruiting(me: Person, stranger: Person) -> Message:
    dice = Dice("recruiter", stranger.key)
    at = moment(dice, dice.day(date(2022, 1, 10), date(2025, 2, 20)))
    subject = "A Director role that might interest you"
    return Message(_conversation_id(stranger.key), "", stranger, [me], at, subject, TABLES["talk"]["recruiting"])


def _conversation_id(word: str) -> str:
    dice = Dice("conversation id", word)
    return (
        "2-"
        + "".join(dice.pick("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") for _ in range(22))
        + "=="
    )


def _messages(said: list[Message], closed: set[str], day: date, is_new: bool) -> Member:
    """The newest conversation first; whoever closed the account is a "LinkedIn Member" without a page."""
    said = [message for message in said if message.sent_at.date() <= day and (is_new or not message.is_draft)]
    said.sort(key=lambda message: (message.sent_at, message.conversation), reverse=True)
    columns = [*HEADER, "ATTACHMENTS", "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT"]
    columns = columns if is_new else [column for column in HEADER if column != "RECIPIENT PROFILE URLS"]
    rows = [_message_row(message, closed, day) for message in said]
    text = csv_text(columns, [[row[column] for column in columns] for row in rows], quotes_all=is_new)
    people = [
        tuple(NOBODY if person.key in closed else person.key for person in (message.sender, *message.to))
        for message in said
    ]
    return Member(text, people)


def _message_row(message: Message, closed: set[str], day: date) -> dict[str, str]:
    def name(person: Person) -> str:
        return CLOSED if person.key in closed else full_name(person, day)

    def page(person: Person) -> str:
        return "" if person.key in closed else f"https://www.linkedin.com/in/{person.slug}"

    is_web = Dice("web", message.conversation).chance(0.5)
    content = f"<p>{escape(message.content, quote=False)}</p>" if is_web else message.content
    return {
        "CONVERSATION ID": message.conversation,
        "CONVERSATION TITLE": message.title,
        "FROM": name(message.sender),
        "SENDER PROFILE URL": page(message.sender),
        "TO": ",".join(map(name, message.to)),
        "RECIPIENT PROFILE URLS": ";".join(url for url in map(page, message.to) if url),
        "DATE": message.sent_at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        "SUBJECT": message.subject,
        "CONTENT": content,
        "FOLDER": "INBOX",
        "ATTACHMENTS": "",
        "IS MESSAGE DRAFT": "Yes" if message.is_draft else "No",
        "IS CONVERSATION DRAFT": "No",
    }


def _guide(day: date) -> Member:
    """What an assistant of LinkedIn's said: the header of messages, and nobody in it."""
    row = [
        "2-guide",
        "Job search",
        "LinkedIn Assistant",
        "",
        "Leonie Amsel",
        "",
        f"{day} 07:00:00 UTC",
        "",
        "Hi!",
        "INBOX",
    ]
    return Member(csv_text(HEADER, [row]), [()])


def _invitations(world: World, known: list[Link], day: date, is_new: bool) -> Member:
    """About half of the invitations that led to a connection, and three of the owner's that nobody answered."""
    header = "From,To,Sent At,Message,Direction".split(",")
    header += ["inviterProfileUrl", "inviteeProfileUrl"] if is_new else []
    sent: list[tuple[datetime, Person, bool]] = []
    for link in known:
        dice = Dice("invitation", link.person.key)
        if link.is_shown(day) and (dice.chance(0.5) or link.person.key == "rheinfels-anna"):
            at = moment(dice, link.connected_on) - timedelta(days=dice.number(1, 20))
            sent.append((at, link.person, dice.chance(0.5)))
    for n, stranger in enumerate(strangers(world)[2:5]):
        sent.append((moment(Dice("unanswered", stranger.key), date(2023, 2 + n, 11)), stranger, True))
    sent.sort(key=lambda invitation: (invitation[0], invitation[1].key), reverse=True)
    pairs = [(at, world.me, p) if is_mine else (at, p, world.me) for at, p, is_mine in sent]
    rows = [_invitation_row(at, inviter, invitee, day)[: len(header)] for at, inviter, invitee in pairs]
    return Member(csv_text(header, rows), [(inviter.key, invitee.key) for _, inviter, invitee in pairs])


def _invitation_row(at: datetime, inviter: Person, invitee: Person, day: date) -> list[str]:
    dice = Dice("invitation text", inviter.key, invitee.key)
    text = dice.pick(TABLES["talk"]["invitations"]) if dice.chance(0.2) and inviter.key != "me" else ""
    names = [full_name(person, day) for person in (inviter, invitee)]
    pages = [f"https://www.linkedin.com/in/{person.slug}" for person in (inviter, invitee)]
    return [*names, american(at), text, "OUTGOING" if inviter.key == "me" else "INCOMING", *pages]
