"""Whom a row of an export speaks of: the keys of its people, and how an older export without URLs named them.

    in:zoë-keller        a profile URL's slug, percent-decoded: the same person in every file and every export
    urn:ACoAAB…          the same where the export gives a URN instead
    on:<digest>          a connection without URL: name and the day of connecting
    at:<digest>          someone named without URL in a conversation, an invitation, …: name and place

A newer export ties the third and fourth to the first by aliases, except where two people share one (`shared`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

from connectors.cell_values import BadCellError
from connectors.linkedin_dates import day
from connectors.linkedin_table import Row
from connectors.records import OWNER, digest


class Shown(NamedTuple):
    """Someone as a row shows them: in which role, under what name and URL ("" where it says none), and where.

    place: with the name, the key they have where no URL is given; the same in every export.
    """

    role: Literal["from", "to", "other"]
    name: str
    url: str
    place: str
    position: int = 1

    @property
    def key(self) -> str:
        """The key of their URL; "" without one."""
        return member_key(self.url)

    @property
    def key_without_url(self) -> str:
        """The key of their name in this place; "" where they are nobody in particular."""
        return "" if is_nobody(self.name) else "at:" + digest(self.place, self.name)


def member_key(url: str) -> str:
    """The key of the person that a profile URL or a URN leads to; "" for a company's page and what is no URL."""
    if found := _PROFILE.search(url):
        slug = unicodedata.normalize("NFC", unquote(found[1], errors="replace")).casefold()
        slug = "".join(letter for letter in slug if letter.isprintable() and not letter.isspace())
        return f"in:{slug}" if slug else ""
    if found := _URN.fullmatch(url.strip()):
        return f"urn:{found[1]}"
    return ""


def named(*parts: str) -> str:
    """A name as one text, blanks squeezed."""
    return " ".join(" ".join(parts).split())


def given_name(name: str) -> str:
    """The first word of a name that is no title ("Dr."), in the form to compare; "" where it names nobody."""
    words = [word for word in name.split() if not _FORM_OF_ADDRESS.fullmatch(word)]
    return "" if is_nobody(name) or not words else unicodedata.normalize("NFKC", words[0]).casefold()


def is_nobody(name: str) -> bool:
    """Whether this names no one in particular: nothing, or LinkedIn itself and its members who have left.

    "LinkedIn Member", "LinkedIn-Mitglied", "Membre de LinkedIn" … stand for everyone who has closed an account.
    """
    words = re.findall(r"\w+", name.casefold())
    return not words or words[0] == "linkedin" or (words[-1] == "linkedin" and words[0] in _MEMBER)


def connection_without_url(row: Row, order: str | None) -> str:
    """The key of a connection from its name, else its e-mail, and the day of connecting, however that is written."""
    name, on = named(row["firstname"], row["lastname"]) or row["emailaddress"], row["connectedon"]
    with suppress(BadCellError):
        on = day(on, order).isoformat()
    return "" if is_nobody(name) else "on:" + digest(name, on)


def connection_key(row: Row, facts: Mapping[str, Any], raw: bytes) -> str:
    """The key of a connection; two without URL who share name and day are told apart by the whole row."""
    if by_url := member_key(row["url"]):
        return by_url
    key = connection_without_url(row, facts["date_order"])
    return f"{key}#{digest(raw)}" if key in facts.get("shared", ()) else key


def people(kind: str, row: Row) -> list[Shown]:
    """The people of a message, an invitation, an endorsement or a recommendation, the owner included."""
    return _PEOPLE[kind](row) if kind in _PEOPLE else []


def subject_of(shown: Shown, facts: Mapping[str, Any]) -> str:
    """The key of someone shown: by URL, else the only connection of this name in the same export, else by place.

    "" where they are nobody in particular.
    """
    if shown.key:
        return OWNER if shown.key in facts.get("owner_urls", ()) else shown.key
    if shown.url:
        return ""
    if shown.name in facts.get("owner_names", ()):
        return OWNER
    known: Mapping[str, str] = facts.get("known", {})
    return known.get(shown.name) or shown.key_without_url


def recipients(names: str, urls: str, place: str) -> list[Shown]:
    """Everyone a message went to. Names are apart by commas that names hold too, so URLs, where given, count them."""
    links = [url for url in re.split(r"[;,\s]+", urls) if url]
    called = _names(names)
    if links and len(called) != len(links):
        # Who has left has no URL; beyond that nothing tells which name is missing.
        here = [name for name in called if not is_nobody(name)]
        gone = [name for name in called if is_nobody(name)]
        called = [*(here if len(here) == len(links) else [""] * len(links)), *gone]
    links += [""] * (len(called) - len(links))
    paired = zip(called, links, strict=True)
    return [Shown("to", name, url, place, position) for position, (name, url) in enumerate(paired, start=1)]


def _names(text: str) -> list[str]:
    """The names in a list; a piece that looks like a title is one of the name before it ("Bob Stone, PhD")."""
    found: list[str] = []
    for piece in map(named, re.split(r"[;,]", text)):
        if piece and found and _TITLE.fullmatch(piece):
            found[-1] = f"{found[-1]}, {piece}"
        elif piece:
            found.append(piece)
    return found


def _of_message(row: Row) -> list[Shown]:
    place = digest("conversation", row["conversationid"])
    sender = Shown("from", named(row["from"]), row["senderprofileurl"], place)
    return [sender, *recipients(row["to"], row["recipientprofileurls"], place)]


def _of_invitation(row: Row) -> list[Shown]:
    place = digest("invitation", row["sentat"])
    return [
        Shown("from", named(row["from"]), row.first_of("inviterprofileurl", "inviterprofileurn"), place),
        Shown("to", named(row["to"]), row.first_of("inviteeprofileurl", "inviteeprofileurn"), place),
    ]


def _of_endorsement(row: Row, who: str) -> Iterator[Shown]:
    place = digest("endorsement", row["endorsementdate"], row["skillname"])
    yield Shown("other", named(row[f"{who}firstname"], row[f"{who}lastname"]), row[f"{who}publicurl"], place)


def _of_recommendation(row: Row) -> list[Shown]:
    return [Shown("other", named(row["firstname"], row["lastname"]), "", digest("recommendation", row["company"]))]


_PEOPLE = {
    "messages": _of_message,
    "invitations": _of_invitation,
    "endorsements_received": lambda row: [*_of_endorsement(row, "endorser")],
    "endorsements_given": lambda row: [*_of_endorsement(row, "endorsee")],
    "recommendations": _of_recommendation,
    "recommendations_received": _of_recommendation,
    "recommendations_given": _of_recommendation,
}
_MEMBER = set("member membre miembro membro usuario usuário utente utilisateur lid gebruiker medlem".split())
_TITLE = re.compile(r"\S*[A-Z]\S*[A-Z]\S*|\S*\.|(?i:jr|sr|ii|iii|iv|esq|dr|prof|eng|ing)")
"""One word with two capitals (PhD, MBA) or a dot at its end (Jr.), or one of these; a name of one word has neither."""
_FORM_OF_ADDRESS = re.compile(r"\S*\.|dr|prof|ing|mrs?|ms", re.IGNORECASE)
_PROFILE = re.compile(r"linkedin\.com/(?:in|pub)/([^/?#\s]+)", re.IGNORECASE)
_URN = re.compile(r"urn:li:(?:fsd?_)?(?:profile|member|person|miniProfile)[^:]*:([\w-]+)", re.IGNORECASE)
