"""What a file that can't be read as mail is instead, so that nobody waits for what is in it."""

from __future__ import annotations

from typing import BinaryIO, Final

from connectors.mail_mbox import PIECE_BYTES

_UNPACK: Final = "Unpack it, and let `path` name what comes out."
_FORMS: Final = (
    (b"\x1f\x8b", "is compressed (gzip)", _UNPACK),
    (b"PK\x03\x04", "is compressed (ZIP)", _UNPACK),
    (b"BZh", "is compressed (bzip2)", _UNPACK),
    (b"\xfd7zXZ\0", "is compressed (xz)", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "is compressed (7z)", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "is compressed (Zstandard)", _UNPACK),
    (b"!BDN", "is a data file of Outlook", "Export its folders as mbox."),
    (b"\xd0\xcf\x11\xe0", "is a message of Outlook", "Save it as .eml."),
    (b"\xff\xfe", "is in UTF-16", "Save it as UTF-8."),
    (b"\xfe\xff", "is in UTF-16", "Save it as UTF-8."),
)
"""First bytes, what they tell, and what to do."""

_INDEX: Final = b"// <!-- <mdb:mork"
"""Of the index that Thunderbird keeps beside each mbox."""

_SIGHT: Final = 1_024


def refusal(file: BinaryIO, name: str, has_messages: bool) -> str | None:
    """Why an open file can't be read as mail and what to do, in sentences; None for one that can, or has nothing in it.

    has_messages: whether messages were found in it, as can happen by chance in what is compressed.
    """
    file.seek(0)
    head = file.read(_SIGHT)
    for first_bytes, form, advice in _FORMS:
        if head.startswith(first_bytes):
            return f"{name} {form}. {advice} Nothing of it was read or taken for deleted."
    if has_messages or head.startswith(_INDEX) or _is_blank(file):
        return None
    form = "is not text" if b"\0" in head else "has no header of a mail in it"
    return f"{name} {form}. Correct `path`. Nothing of it was read or taken for deleted."


def _is_blank(file: BinaryIO) -> bool:
    file.seek(0)
    while piece := file.read(PIECE_BYTES):
        if piece.removeprefix(b"\xef\xbb\xbf").strip():
            return False
    return True
