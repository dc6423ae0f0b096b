"""Who is no person and what is no contact, as far as one claim tells: a class, and the evidence in words.

A header tells by the fields that mailers and lists put into it (RFC 2919, 2369, 3834; Precedence is custom), an address
by its words, which `contact.toml` lists. What only the user's own data can tell is found by the models `not_person`
and `interaction`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from connectors.claims import Email, Interaction, Name, Party
from transforms.addresses import EmailKeys, address_key, email_keys
from transforms.names import NameKeys, name_keys

NotContact = Literal["bounce", "calendar", "draft", "automatic", "list", "bulk"]
NotPerson = Literal["bounce", "no_reply", "calendar", "list", "relay", "robot", "role"]


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
    not_person: str | None
    not_person_reason: str | None


class Verdict(NamedTuple):
    """A class and its evidence; both None where there is none."""

    found: str | None = None
    reason: str | None = None


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
    return PartyKeys(*emails, *names, *not_person(emails.address_key, names.name_key))


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


# -- addresses ---------------------------------------------------------------------------------------------------------


def not_person(address: str | None, name: str | None) -> Verdict:
    """What an address key and a name key say this is instead of a person; either may be None."""
    local, _, domain = (address or "").rpartition("@")
    for judge in (_delivery, _no_reply, _calendar, _list, _relay, _robot):
        verdict = judge(local, domain)
        if verdict.found:
            return verdict
    if name in _words().robot_names:
        return Verdict("robot", f'the name "{name}"')
    return _role(local, is_named=name is not None and " " in name)


class _Words(NamedTuple):
    no_reply: frozenset[str]
    bounce: frozenset[str]
    robot: frozenset[str]
    robot_part: frozenset[str]
    calendar: frozenset[str]
    calendar_domains: frozenset[str]
    list_part: frozenset[str]
    list_labels: frozenset[str]
    list_domains: frozenset[str]
    tracker_labels: frozenset[str]
    relay: frozenset[str]
    relay_domains: frozenset[str]
    role: frozenset[str]
    role_if_unnamed: frozenset[str]
    role_part: frozenset[str]
    robot_names: frozenset[str]


@cache
def _words() -> _Words:
    lists = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    return _Words(*(frozenset(_listed(lists[name])) for name in _Words._fields))


def _listed(words: str | list[str]) -> list[str]:
    return words.split() if isinstance(words, str) else words


_LIST: Final = Path(__file__).parent / "contact.toml"
_FIELD: Final = re.compile(r"x-[a-z-]{1,40}")
_CUT: Final = re.compile(r"[^\w]+|_+|\d+")
_NUMBERED: Final = re.compile(r"([a-z]+)[-+_.=](?=.*\d).*")
_VERP: Final = re.compile(r".+[-+][^=]+=[\w-]+\.[\w.-]+")
"""Variable envelope return path: the recipient's address inside the sender's, with = for @."""


def _parts(local: str) -> list[str]:
    """The left side in parts of letters: "sales-team.uk2" -> sales, team, uk."""
    return [part for part in _CUT.split(local) if part]


def _delivery(local: str, domain: str) -> Verdict:
    parts = _parts(local)
    if _VERP.fullmatch(local):
        return Verdict("bounce", "an address inside the address")
    found = next((word for word in ("".join(parts), *parts[:1]) if word in _words().bounce), None)
    if local.endswith(("-bounces", "-bounce")):
        found = "bounces"
    return Verdict("bounce", f'the word "{found}"') if found else Verdict()


def _no_reply(local: str, domain: str) -> Verdict:
    letters = "".join(_parts(local))
    found = next((word for word in sorted(_words().no_reply) if word in letters), None)
    return Verdict("no_reply", f'the word "{found}"') if found else Verdict()


def _calendar(local: str, domain: str) -> Verdict:
    if domain in _words().calendar_domains:
        return Verdict("calendar", f"the domain {domain}")
    letters = "".join(_parts(local))
    return Verdict("calendar", f'the word "{letters}"') if letters in _words().calendar else Verdict()


def _list(local: str, domain: str) -> Verdict:
    if domain in _words().list_domains or domain.partition(".")[0] in _words().list_labels:
        return Verdict("list", f"the domain {domain}")
    before, _, behind = local.rpartition("-")
    if before and behind in _words().list_part:
        return Verdict("list", f'the word "{behind}"')
    return Verdict("list", 'the word "owner"') if local.startswith("owner-") else Verdict()


def _relay(local: str, domain: str) -> Verdict:
    if domain in _words().relay_domains:
        return Verdict("relay", f"the domain {domain}")
    if local.isdecimal() and domain.partition(".")[0] in _words().tracker_labels:
        return Verdict("relay", f"a number at {domain}")
    numbered = _NUMBERED.fullmatch(local)
    if numbered and numbered[1] in _words().relay:
        return Verdict("relay", f'the word "{numbered[1]}" with a number')
    return Verdict()


def _robot(local: str, domain: str) -> Verdict:
    parts = _parts(local)
    found = next((part for part in parts if part in _words().robot_part), None)
    whole = "".join(parts)
    if found is None and whole in _words().robot:
        found = whole
    return Verdict("robot", f'the word "{found}"') if found else Verdict()


def _role(local: str, is_named: bool) -> Verdict:
    words = _words()
    parts = _parts(local.partition("+")[0])
    whole = "".join(parts)
    if whole in words.role or (whole in words.role_if_unnamed and not is_named):
        return Verdict("role", f'the word "{whole}"')
    # "sales-uk": two letters are a country or a language.
    if parts and parts[0] in words.role and all(len(part) == 2 or part in words.role for part in parts[1:]):
        return Verdict("role", f'the word "{parts[0]}"')
    found = next((part for part in parts if part in words.role_part), None)
    return Verdict("role", f'the word "{found}"') if found else Verdict()
