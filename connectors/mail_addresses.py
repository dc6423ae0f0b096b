"""Address fields of mail headers (RFC 5322, section 3.4), as programs write them: who is shown, with which address.

The structure is read first and encoded words are decoded last, as a decoded name may hold anything.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from connectors.mail_words import ENCODED_WORD, decoded

MOST_LETTERS: Final = 998
"""Of a quoted name or a comment: what a line may have (RFC 5322, section 2.1.1), and a bound for hostile ones."""

MOST_SURNAMES: Final = 3
"""Words before a comma that are taken for the surname of who follows: van der Byron, Ada <…>."""

_ATOM: Final = r"[^\s\"(),:;<>@\\\[\]]+"
_DOMAIN: Final = r"(?:[\w-]+\.)*\w[\w-]*"
_PLAIN: Final = re.compile(
    rf"(?:\s*\"(?P<quoted>[^\"\\]*)\"\s*|(?P<words>[^\",:;<>()@\\\[\]]*))<(?P<address>{_ATOM}@{_DOMAIN})>\s*(?:,|\Z)"
)
_BARE: Final = re.compile(rf"\s*(?P<address>{_ATOM}@{_DOMAIN})\s*(?:,|\Z)")
_TOKEN: Final = re.compile(
    rf"(?P<encoded>{ENCODED_WORD})"
    rf"|\"(?P<quoted>(?:[^\"\\]|\\.){{0,{MOST_LETTERS}}}+)\""
    rf"|\((?P<comment>(?:[^()\\]|\\.|\((?:[^()\\]|\\.){{0,{MOST_LETTERS}}}+\)){{0,{MOST_LETTERS}}}+)\)"
    r"|<(?P<angle>[^<>]*)>|(?P<mark>[,;:])|(?P<other>\s+|[^\s\"()<>,;:]+|.)",
    re.DOTALL,
)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_ADDRESS: Final = re.compile(
    r"(?:\"(?:[^\"\\]|\\.){1,64}+\"|(?<![^\s\"(),:;<>@\\\[\]])[^\s\"(),:;<>@\\\[\]]+)@(?:\[[^\s\[\]@]+\]|[^\s\"(),:;<>@\\\[\]]*\w)"
)
_AROUND_DOTS: Final = re.compile(r"\s*([.@])\s*")
_COMMENT: Final = re.compile(r"\([^()]*\)")
_EMPTY_BRACKETS: Final = re.compile(r"\(\s*\)|\[\s*\]")
_HIDDEN: Final = re.compile(r"undisclosed|unlisted|suppressed", re.IGNORECASE)
_DIRECTORY_NAME: Final = re.compile(r"\s*/o=", re.IGNORECASE)
_SHOWN_ADDRESS: Final = re.compile(r"[\[(<]\s*(?:mailto:\s*)?[^\s@\[\]()<>]+@[^\s@\[\]()<>]+\s*[\])>]\Z", re.IGNORECASE)


class Mailbox(NamedTuple):
    """Someone as a header shows them: the name decoded, the address as written; one of them may be None."""

    name: str | None
    address: str | None


class Found(NamedTuple):
    """The mailboxes of a field in their order, and whether a member of it was left out for having no address."""

    mailboxes: tuple[Mailbox, ...]
    has_others: bool = False


@lru_cache(16_384)
def mailboxes(text: str) -> Found:
    """The mailboxes in an address field; a group comes out as its members, an empty one as nothing.

    Someone of an Exchange server's own directory ("Byron, Ada" </O=EXAMPLE/CN=ADA>) has a name and no address.
    """
    plain: list[Mailbox] = []
    at = 0
    while found := _PLAIN.match(text, at) or _BARE.match(text, at):
        said = found.groupdict()
        plain.append(Mailbox(shown_name(said.get("quoted") or said.get("words") or ""), said["address"]))
        at = found.end()
    rest = text[at:]
    if not rest.strip(" \t,;"):
        return Found(tuple(plain))
    others = _Members(rest).found()
    if not others.mailboxes and "=?" in rest and "@" in (whole := decoded(rest)):
        others = _Members(whole).found()  # encoded as a whole, address and all
    return Found((*plain, *others.mailboxes), others.has_others)


@lru_cache(16_384)
def shown_name(written: str) -> str | None:
    """The display name: decoded, without the quotes and the address that programs put in it; None when it is none."""
    name = " ".join(decoded(written).split())
    name = _SHOWN_ADDRESS.sub("", name).strip()
    while len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    is_one = any(letter.isalnum() for letter in name) and not _ADDRESS.fullmatch(name)
    return name if is_one else None


class _Members:
    """An address field that is not plain, member by member."""

    def __init__(self, text: str) -> None:
        self._mailboxes: list[Mailbox] = []
        self._has_others = False
        self._surname = ""
        self._start_member(is_named=True)
        for token in _TOKEN.finditer(text):
            self._take(token)
        self._end_member("")
        self._has_others |= bool(self._surname)

    def found(self) -> Found:
        """What the text holds."""
        return Found(tuple(self._mailboxes), self._has_others)

    def _start_member(self, *, is_named: bool) -> None:
        self._words: list[str] = []
        self._comments: list[str] = []
        self._is_named = is_named
        """False where an address in angles has just ended: what follows is its name, or belongs to the next one."""

    def _take(self, token: re.Match[str]) -> None:
        kind, text = token.lastgroup, token[token.lastgroup or 0]
        if kind == "mark":
            if text != ":" or not (self._words and self._words[-1].lower() == "mailto"):
                self._end_member(text)
        elif kind == "angle":
            self._end_angle(text)
        elif kind == "comment":
            shown_in = self._words if text.startswith("via ") else self._comments
            shown_in.append(f" ({text})" if shown_in is self._words else _ESCAPED.sub(r"\1", text))
        elif kind == "quoted" and not token.string.startswith("@", token.end()):
            self._words.append(_ESCAPED.sub(r"\1", text))
        else:
            self._words.append(token[0])

    def _end_angle(self, inside: str) -> None:
        address = _address_in(inside)
        name = shown_name("".join(self._words)) if self._words else None
        if address is None and not (name and _DIRECTORY_NAME.match(inside)):
            return  # the address may be among the words
        if name and self._surname:
            name, self._surname = f"{self._surname}, {name}", ""
        self._mailboxes.append(Mailbox(name or self._name_in_comments(), address))
        self._start_member(is_named=name is not None)

    def _end_member(self, mark: str) -> None:
        words = "".join(self._words).strip()
        if _ADDRESS.fullmatch(close := _AROUND_DOTS.sub(r"\1", words)):
            words = close
        addresses = _ADDRESS.findall(words)
        if mark == ":" and not addresses:
            pass  # the name of a group
        elif addresses:
            name = shown_name(_EMPTY_BRACKETS.sub("", words.replace(addresses[0], ""))) if len(addresses) == 1 else None
            self._mailboxes += [Mailbox(name or self._name_in_comments(), address) for address in addresses]
        elif not self._is_named and self._mailboxes:
            name = shown_name(words) or self._name_in_comments()
            self._mailboxes[-1] = self._mailboxes[-1]._replace(name=name)
        elif words and not _HIDDEN.search(words):
            self._has_others |= bool(self._surname)
            is_surname = mark == "," and words != words.lower() and len(words.split()) <= MOST_SURNAMES
            self._surname = words if is_surname else ""
            self._has_others |= not is_surname
            self._start_member(is_named=True)
            return
        self._has_others |= bool(self._surname)
        self._surname = ""
        self._start_member(is_named=True)

    def _name_in_comments(self) -> str | None:
        return shown_name(" ".join(self._comments)) if self._comments else None


def _address_in(inside: str) -> str | None:
    """The address between angles, without route, `mailto:`, comments, quotes and blanks; None when there is none."""
    if "(" in inside or " " in inside:
        inside = _AROUND_DOTS.sub(r"\1", _COMMENT.sub("", inside))
    for text in (inside, "".join(inside.split()), decoded(inside)):
        if found := _ADDRESS.search(text.rpartition(":")[2] if text.lstrip().startswith("@") else text):
            return found[0].strip("'")
    return None
