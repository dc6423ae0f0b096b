"""Who is no person, as far as an address and a display name tell by their words, which `contact.toml` lists."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

NotPerson = Literal["bounce", "no_reply", "calendar", "list", "relay", "robot", "role"]


class Verdict(NamedTuple):
    """A class and its evidence; both None where there is none."""

    found: str | None = None
    reason: str | None = None


def not_person(address: str | None, name: str | None) -> Verdict:
    """What an address key and a name key say this is instead of a person; either may be None."""
    local, _, domain = (address or "").rpartition("@")
    for judge in (_delivery, _no_reply, _calendar, _list, _relay_domain):
        verdict = judge(local, domain)
        if verdict.found:
            return verdict
    if name in _words().robot_names:
        return Verdict("robot", f'the name "{name}"')
    if _is_made_of_name(local, domain, name):
        return Verdict()
    verdict = _numbered(local)
    if not verdict.found:
        verdict = _robot(local)
    return verdict if verdict.found else _role(local, is_named=name is not None and " " in name)


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
    surname: frozenset[str]
    firm: frozenset[str]
    codes: frozenset[str]


@cache
def _words() -> _Words:
    lists = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    return _Words(*(frozenset(_listed(lists[name])) for name in _Words._fields))


def _listed(words: str | list[str]) -> list[str]:
    return words.split() if isinstance(words, str) else words


_LIST: Final = Path(__file__).parent / "contact.toml"
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


def _relay_domain(local: str, domain: str) -> Verdict:
    if domain in _words().relay_domains:
        return Verdict("relay", f"the domain {domain}")
    if local.isdecimal() and domain.partition(".")[0] in _words().tracker_labels:
        return Verdict("relay", f"a number at {domain}")
    return Verdict()


def _numbered(local: str) -> Verdict:
    numbered = _NUMBERED.fullmatch(local)
    if numbered and numbered[1] in _words().relay:
        return Verdict("relay", f'the word "{numbered[1]}" with a number')
    return Verdict()


def _robot(local: str) -> Verdict:
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
    # "sales-uk", "hr.info"
    if parts and parts[0] in words.role and all(part in words.codes or part in words.role for part in parts[1:]):
        return Verdict("role", f'the word "{parts[0]}"')
    found = next((part for part in parts if part in words.role_part), None)
    return Verdict("role", f'the word "{found}"') if found else Verdict()


# -- names -------------------------------------------------------------------------------------------------------------


@cache
def _desk_words() -> frozenset[str]:
    words = _words()
    return words.role | words.role_part | words.robot | words.robot_part | words.no_reply | words.calendar | words.relay


def is_personal(name: str | None, domain: str | None) -> bool:
    """Whether a name key is made like a person's: two to four words, none of a firm, a desk or a program.

    The last may be such a word if it is a family name, too, unless it stands behind the name of the site: "Acme Sales".
    """
    words = (name or "").split(" ")
    if not 2 <= len(words) <= 4 or not all(word.isalpha() for word in words):
        return False
    # "hr", "it": also initials.
    if any(len(word) > 2 and word in _desk_words() for word in words[:-1]) or _words().firm & set(words):
        return False
    last = words[-1]
    if len(last) <= 2 or last not in _desk_words():
        return True
    # Shorter words are in the names of sites by chance.
    is_of_site = any(len(word) > 2 and word in (domain or "") for word in words[:-1])
    return last in _words().surname and not is_of_site


def _is_made_of_name(local: str, domain: str, name: str | None) -> bool:
    """Whether the left side is a person's name: two words of it ("maria.service", "m.service"), or one.

    That is the family name, where it is a word of programs and threads, not of desks: "bot", "case.2".
    """
    if name is None or not is_personal(name, domain):
        return False
    words = name.split(" ")
    parts = _parts(local.partition("+")[0])
    if parts == words[-1:]:
        return parts[0] in _words().surname and parts[0] not in _words().role
    initials = {word[0] for word in words}
    whole = {"".join(words), words[0][0] + words[-1]}
    return "".join(parts) in whole or (
        len(parts) > 1
        and any(part in words for part in parts)
        and all(part in words or part in initials for part in parts)
    )
