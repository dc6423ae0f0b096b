"""Bytes and encoded words (RFC 2047) of mail headers as text, in whatever encoding they are and whatever they say."""

from __future__ import annotations

import codecs
import re
from base64 import b64decode
from binascii import Error as BadBase64
from binascii import a2b_qp
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from connectors.legacy_text import guess_encoding

ENCODED_WORD: Final = r"=\?[^?\s]*\?[bBqQ]\?.*?\?="
"""As programs write it: RFC 2047 forbids blanks inside, and many write them."""

LEAST_UNDAMAGED: Final = 3
"""Letters that decode for each that does not, in a text that is taken for damaged UTF-8; ASCII letters don't count."""

_ALSO_UTF_8: Final = {"iso2022_jp_ext", "iso2022_jp_2", "iso2022_kr", "hz", "utf-7", "utf-16", "utf-16-be", "utf-16-le"}
"""Encodings whose bytes are often valid UTF-8 as well, and then mean something else."""

_OF_TWO_BYTES: Final = {"gb18030", "cp949", "cp932", "cp950", "euc_jp", "big5hkscs"}
_HAS_TWO_BYTES: Final = re.compile("[\x80-\u07ff]")
"""Letters that two bytes of such an encoding become when they are read as UTF-8 by mistake."""

_ENCODED: Final = re.compile(r"=\?([^?\s]*)\?([bBqQ])\?(.*?)\?=", re.DOTALL)
_UNSTORABLE: Final = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_NOT_BASE64: Final = re.compile(r"[^A-Za-z0-9+/]")

WIDER: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "cp950",
    "tis-620": "cp874",
    "iso2022_jp": "iso2022_jp_ext",
}
"""What is meant by an encoding's name: mostly the larger one of Windows (WHATWG Encoding Standard, section 4.2)."""

_KNOWN_AS: Final = {
    "ks_c_5601-1987": "cp949",
    "cp-850": "cp850",
    "x-sjis": "cp932",
    "x-mac-roman": "mac_roman",
    "iso-8859-8-i": "iso8859-8",
}
_NO_TEXT: Final = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "palmos"}


class _Word(NamedTuple):
    """An encoded word, its own encoding undone, and where it stood."""

    charset: str
    octets: bytes
    start: int
    end: int


def decoded(text: str) -> str:
    """Text with its encoded words decoded; neighbours are joined first, as a character may be split over two."""
    if "=?" not in text:
        return storable(text)
    pieces: list[str] = []
    at = 0
    for run in _runs(text):
        pieces.append(text[at : run[0].start])
        pieces += [
            text_of(b"".join(word.octets for word in words), charset)
            for charset, words in groupby(run, key=lambda word: word.charset)
        ]
        at = run[-1].end
    return storable("".join([*pieces, text[at:]]))


def storable(text: str) -> str:
    """Text without what no name needs and a database may refuse: controls, marks of direction, half surrogates."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSTORABLE.sub("", text).encode("utf-8", "replace").decode("utf-8")


def text_of(octets: bytes, charset: str | None = None) -> str:
    """Bytes as text: in UTF-8 if they can be, else in the encoding that is said, else in the one that looks right."""
    name = codec(charset) if charset else None
    if name not in _ALSO_UTF_8:
        try:
            utf_8 = octets.decode("utf-8")
        except UnicodeDecodeError:
            utf_8 = octets.decode("utf-8", "replace")
            damaged = utf_8.count("\ufffd")
            if damaged * LEAST_UNDAMAGED <= sum(1 for letter in utf_8 if letter > "\x7f") - damaged:
                return utf_8.replace("\ufffd", "")
        else:
            if not (name in _OF_TWO_BYTES and _HAS_TWO_BYTES.search(utf_8)):
                return utf_8
    if name is None or name == "cp1252":
        name = guess_encoding(octets, name)
    return octets.decode(name, "replace")


@lru_cache(256)
def codec(charset: str) -> str | None:
    """Python's name of the encoding that is meant by this name; None when there is none of text."""
    wanted = charset.partition("*")[0].strip().lower()  # RFC 2231 adds a language: utf-8*en
    try:
        found = codecs.lookup(_KNOWN_AS.get(wanted, wanted)).name
        codecs.decode(b"", found) if found in _NO_TEXT else b"".decode(found)
    except (LookupError, UnicodeError, ValueError):
        return None
    return None if found in _NO_TEXT else WIDER.get(found, found)


def _runs(text: str) -> list[list[_Word]]:
    """The encoded words of a text; those with nothing but blanks between them are one run."""
    runs: list[list[_Word]] = []
    for found in _ENCODED.finditer(text):
        octets = _unquoted(found[3]) if found[2] in "qQ" else _unbased(found[3])
        word = _Word(found[1].lower(), octets, found.start(), found.end())
        if runs and not text[runs[-1][-1].end : word.start].strip():
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _unquoted(text: str) -> bytes:
    return a2b_qp(text.encode("utf-8", "replace"), header=True)


def _unbased(text: str) -> bytes:
    """Base64 with what is no part of it left out, and with or without the signs that fill it up."""
    letters = _NOT_BASE64.sub("", text)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    try:
        return b64decode(letters + "=" * (-len(letters) % 4))
    except BadBase64:
        return b""
