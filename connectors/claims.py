"""What `read` yields: the closed vocabulary of claims a record can make, and the two ways of making none.

A claim holds values as the source wrote them; normal forms are added in `transforms.normal`. Every claim names its
subject (see `records.OWNER`); the staged tables are derived from these classes, so a column is declared here only.
Dates that are intervals have four bounds, each a date or None for unbounded. Moments are UTC and naive.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, NamedTuple, get_args


class Name(NamedTuple):
    """What someone is called; `full` as written, the parts where the source gives them."""

    subject: str
    full: str | None = None
    given: str | None = None
    middle: str | None = None
    family: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    kind: Literal["name", "nickname", "maiden", "phonetic"] = "name"


class Email(NamedTuple):
    """An e-mail address they can be reached at."""

    subject: str
    address: str
    label: str | None = None


class Phone(NamedTuple):
    """A phone number as written; the label is the source's (`cell`, `work`)."""

    subject: str
    number: str
    label: str | None = None


class Link(NamedTuple):
    """A page or an account of theirs."""

    subject: str
    url: str
    label: str | None = None


class Place(NamedTuple):
    """Where they live or work; `text` when the source gives it unsplit."""

    subject: str
    street: str | None = None
    locality: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None
    text: str | None = None
    label: str | None = None


class Birthday(NamedTuple):
    """Day of birth; any part may be unknown."""

    subject: str
    year: int | None = None
    month: int | None = None
    day: int | None = None


class Affiliation(NamedTuple):
    """A job, a course of study or a membership, with the four bounds of its interval.

    is_ongoing: the source says that it held when the source was observed ("Present", the company of a connection).
        When that was, the archive knows, so the bounds that follow from it are added by the model.
    industry: of the organization, in the source's words.
    """

    subject: str
    organization: str
    unit: str | None = None
    title: str | None = None
    kind: Literal["work", "education", "membership"] = "work"
    start_lo: date | None = None
    start_hi: date | None = None
    end_lo: date | None = None
    end_hi: date | None = None
    is_ongoing: bool = False
    industry: str | None = None


class Relation(NamedTuple):
    """Someone's tie to another person, by that person's name: spouse, child, assistant."""

    subject: str
    relation: str
    name: str


class Identifier(NamedTuple):
    """A number someone else gave them: an alumni number, a vCard UID, an ORCID."""

    subject: str
    scheme: str
    value: str


class Tag(NamedTuple):
    """A group or category the source files them under."""

    subject: str
    label: str


class Note(NamedTuple):
    """Free text about them."""

    subject: str
    text: str


class Skill(NamedTuple):
    """Something they can do, by their own word."""

    subject: str
    skill: str


class Endorsement(NamedTuple):
    """A skill of theirs that someone else vouches for; `endorser` is that one's subject key in the same source."""

    subject: str
    endorser: str
    skill: str
    given_on: date | None = None


class Recommendation(NamedTuple):
    """What someone else wrote in their favour; `recommender` is that one's subject key in the same source."""

    subject: str
    recommender: str
    text: str | None = None
    given_on: date | None = None


class Connection(NamedTuple):
    """That they and someone else are linked in a network; `other` is that one's subject key, mostly the owner's."""

    subject: str
    other: str
    network: str
    connected_on: date | None = None


class Interaction(NamedTuple):
    """A mail, a message or an invitation. Who took part is said by parties, what it answers by references.

    interaction: its key, the same wherever the same one is found: `mid:` and the Message-ID of a mail.
    sent_at: None when the source does not say.
    conversation: the source's own key for the thread, where it has one.
    The other fields are what tells mail of people from mail of machines, as written: `list_id`, `precedence`,
        `auto_submitted`; and what the header shows: `list_post` (the list's address), `can_unsubscribe`, `is_bounce`
        (a report about delivery, or no return path), `is_calendar` (an invitation or an answer to one), `is_draft`.
    """

    interaction: str
    kind: Literal["mail", "message", "invitation"]
    sent_at: datetime | None = None
    conversation: str | None = None
    topic: str | None = None
    list_id: str | None = None
    list_post: str | None = None
    precedence: str | None = None
    auto_submitted: str | None = None
    can_unsubscribe: bool = False
    is_bounce: bool = False
    is_calendar: bool = False
    is_draft: bool = False


class Party(NamedTuple):
    """Someone who sent or got an interaction, under the name and the address it shows for them.

    position: place among the parties of that role, from 1.
    """

    subject: str
    interaction: str
    role: Literal["from", "sender", "reply_to", "to", "cc", "bcc"]
    position: int
    name: str | None = None
    address: str | None = None


class Reference(NamedTuple):
    """An earlier interaction that this one answers or goes on from; the nearest has the highest position."""

    interaction: str
    refers_to: str
    position: int


class Alias(NamedTuple):
    """Another subject key of the same source for the same person, such as a profile URL that a later export adds."""

    subject: str
    alias: str


Claim = (
    Name | Email | Phone | Link | Place | Birthday | Affiliation | Relation | Identifier | Tag | Note | Alias
    | Skill | Endorsement | Recommendation | Connection | Interaction | Party | Reference
)  # fmt: skip

CLAIM_TYPES: tuple[type[Any], ...] = get_args(Claim)

SUBJECT_FIELDS: dict[type[Any], tuple[str, ...]] = {
    claim: tuple(field for field in claim._fields if field in {"subject", "endorser", "recommender", "other"})
    for claim in CLAIM_TYPES
}
"""The fields of each claim that hold a subject key; empty for what speaks of interactions only."""


def _names_of_fields(claim: Any) -> str:
    said = [name for name, value in zip(claim._fields, claim, strict=True) if value is not None]
    return f"{type(claim).__name__}({', '.join(said)})"


# What a claim holds must not reach a log or a traceback, so its repr names the fields that are filled, never a value.
for _claim_type in CLAIM_TYPES:
    setattr(_claim_type, "__repr__", _names_of_fields)  # noqa: B010  (mypy has no word for a method put in place)


class Unread(NamedTuple):
    """A column or property with a value that this reader makes nothing of: kept in the record, counted by name."""

    field: str


class Rejected(NamedTuple):
    """This record, or a value of it, can't be believed. `field` names the place inside the record; never its value."""

    reason: str
    field: str | None = None


class Nothing(NamedTuple):
    """This record says nothing about anyone, and that is right."""

    reason: str


Reading = Claim | Unread | Rejected | Nothing
