"""Who is no person and what is no contact, as far as one claim tells: a class, and the evidence in words.

A header tells by the fields that mailers and lists put into it (RFC 2919, 2369, 3834; Precedence is custom), an address
by its words (`transforms.not_person`). What only the user's own data can tell is found by the models `not_person`
and `interaction`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from connectors.claims import Email, Interaction, Name, Party
from transforms.addresses import EmailKeys, address_key, email_keys
from transforms.names import NameKeys, name_keys
from transforms.not_person import Verdict, is_personal, not_person

NotContact = Literal["bounce", "calendar", "draft", "automatic", "list", "bulk"]


class InteractionKeys(NamedTuple):
    """not_contact: what the header says this is instead of contact between people; None: it may be contact.

    not_contact_reason: the field that says so. list_post_key: normal form of the list's address; list_id_key: the
    list's name, folded to lower case, without what describes it.
    """

    not_contact: str | None
    not_contact_reason: str | None
    list_post_key: str | None
    list_id_key: str | None


class PartyKeys(NamedTuple):
    """Keys of address and name as `EmailKeys` and `NameKeys` have them.

    has_personal_name: whether the name is made like a person's, which tells who sits at a desk, not that it is none.
    not_person: what address and name say this is instead of a person; None: it may be one. not_person_reason: what
    in them says so.
    """

    address_key: str | None
    domain: str | None
    mail_site: str | None
    is_mailbox_site: bool | None
    name_key: str | None
    given_key: str | None
    family_key: str | None
    has_personal_name: bool
    not_person: str | None
    not_person_reason: str | None


_FIELD: Final = re.compile(r"x-[a-z-]{1,40}")
_CACHED: Final = 100_000
"""Addresses, names and lists come again and again; this many of each are kept."""


def interaction_keys(claim: Interaction, region: str | None = None) -> InteractionKeys:
    """Keys of an interaction claim. The region is not used."""
    return InteractionKeys(*_verdict_on_header(claim), _list_post(claim.list_post), _list_id(claim.list_id))


def party_keys(claim: Party, region: str | None = None) -> PartyKeys:
    """Keys of a party claim. The region is not used."""
    return _party_keys(claim.name, claim.address)


@lru_cache(maxsize=_CACHED)
def _party_keys(name: str | None, address: str | None) -> PartyKeys:
    emails = email_keys(Email("", address)) if address else EmailKeys()
    names = name_keys(Name("", name)) if name else NameKeys(None, None, None)
    verdict = not_person(emails.address_key, names.name_key)
    return PartyKeys(*emails, *names, is_personal(names.name_key, emails.domain), *verdict)


def _verdict_on_header(claim: Interaction) -> Verdict:
    """The first that holds; what says most about the message goes first, as a bounce is automatic, too."""
    automatic = (claim.auto_submitted or "").partition(";")[0].strip().lower()
    precedence = (claim.precedence or "").strip().lower()
    if claim.is_bounce:
        return Verdict("bounce", "a report about delivery, or no return path")
    if claim.is_calendar:
        return Verdict("calendar", "an invitation of a calendar or an answer to one")
    if claim.is_draft:
        return Verdict("draft", "a draft")
    if automatic and automatic != "no":
        return Verdict("automatic", _automatic(automatic))
    if precedence in {"auto_reply", "auto-reply"}:
        return Verdict("automatic", f"Precedence: {precedence}")
    # Newsletters have a List-Id, too, but one can't write to them.
    if claim.list_post or (claim.list_id and not claim.can_unsubscribe) or (precedence == "list" and claim.list_id):
        return Verdict("list", "List-Post" if claim.list_post else "List-Id")
    if precedence in {"bulk", "junk", "list"}:
        return Verdict("list" if precedence == "list" else "bulk", f"Precedence: {precedence}")
    if claim.list_id or claim.can_unsubscribe:
        return Verdict("bulk", "List-Unsubscribe")
    return Verdict()


def _automatic(value: str) -> str:
    """The field and its value, if that is a word of the standard or the name of another field; it may hold anything."""
    if value in {"auto-generated", "auto-replied", "auto-notified"}:
        return f"Auto-Submitted: {value}"
    return value if _FIELD.fullmatch(value) else "Auto-Submitted"


@lru_cache(maxsize=_CACHED)
def _list_post(text: str | None) -> str | None:
    return address_key(text) if text else None


@lru_cache(maxsize=_CACHED)
def _list_id(text: str | None) -> str | None:
    """`Developers <dev.lists.example.org>` -> `dev.lists.example.org` (RFC 2919)."""
    if not text:
        return None
    inside = text.rpartition("<")[2].partition(">")[0]
    return inside.strip().lower() or None
