"""What differs from one world to the next besides its people."""

from __future__ import annotations

from random import Random
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Shape(NamedTuple):
    """The forms of one world's files.

    language: german, english or mixed. has_few_names: whether family names are of a list of sixty, as invented people's
    often are. mail_words: how organizations choose their domains. free_mail: where people have private addresses.
    owner_by: settings, export or both. exports: how many of LinkedIn. has_urls: whether the oldest of them shows
    profile URLs. book: csv or vcard. alumni: the header of the office: school, class or german. folders: names of the
    mail folders. styles: how organizations make addresses.
    """

    language: str
    has_few_names: bool
    mail_words: str
    free_mail: tuple[str, ...]
    owner_by: str
    exports: int
    has_urls: bool
    book: str
    alumni: str
    folders: tuple[str, str]
    styles: tuple[str, ...]


def shape(seed: int) -> Shape:
    """The shape of a seed; three seeds in a row differ in everything."""
    chance = Random(f"{seed}/shape")

    def turn(*choices: T) -> T:
        return choices[seed % len(choices)]

    return Shape(
        language=turn("mixed", "german", "english"),
        has_few_names=seed % 4 == 3,
        mail_words=turn("name", "hyphen", "short"),
        free_mail=turn(
            ("example.org", "example.com"), ("gmx.example", "posthorn.example"), ("gmail.example", "example.net")
        ),
        owner_by=turn("both", "settings", "export"),
        exports=turn(3, 2, 3),
        has_urls=turn(True, True, False),
        book=turn("vcard", "csv", "csv"),
        alumni=turn("school", "class", "german"),
        folders=turn(("Inbox", "Sent"), ("Posteingang", "Gesendet"), ("INBOX", "Sent Items")),
        styles=chance.choice([("first.last",), ("first.last", "f.last", "first"), ("flast", "first.last", "last")]),
    )
