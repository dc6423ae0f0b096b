"""A mailbox on an IMAP server: the header blocks of all its messages, and nothing that would change one of them.

A record is a header block; the same message in several folders is one record, seen in each. Its number on the server is
`Origin.uid`, UIDVALIDITY and UID. See docs/imap.md for what is asked of the server and what is promised.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from fnmatch import fnmatchcase
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from connectors.contract import Connector, NeedsYou, Options, Window
from connectors.imap_session import Folder, Session
from connectors.imap_sync import batches
from connectors.imap_window import window_batches
from connectors.imap_wire import Tls, Wire
from connectors.mail_folders import NAMES, Purpose, purpose
from connectors.mail_message import read
from connectors.records import Batch, Cursor
from connectors.secret import Secret, reveal

PORTS: Final[Mapping[Tls, int]] = {"ssl": 993, "starttls": 143, "none": 143}

_PURPOSES: Final[Mapping[str, Purpose]] = {"\\junk": "spam", "\\trash": "trash", "\\drafts": "drafts"}
_CORRESPONDENCE: Final = {"\\all", "\\archive", "\\flagged", "\\important", "\\sent"}
"""What a server may say that a folder is for (RFC 6154, RFC 8457), in small letters."""


def _absolute(path: str, info: ValidationInfo) -> str:
    return str(Path((info.context or {}).get("folder", ""), Path(path).expanduser()))


class ImapOptions(Options):
    r"""Where the mailbox is, and which of its folders are wanted.

    host, port: the server; the port follows from `tls`.
    tls: `none` sends the password readable to whoever listens, so it is for this machine only, or with
        `allow_plaintext`. ca_file: certificates (PEM) of the server's own authority.
    timeout_seconds: how long the server may be silent.
    folders: names or patterns; all when empty. exclude: what folders are for (spam, trash, drafts, templates, outbox)
        by what the server says or else by their name in whatever language; or names, patterns, or the server's own
        words (`\Junk`); their subfolders go with them. A folder that `folders` names in full is not excluded.
    """

    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    user: Annotated[str, Field(min_length=1)]
    password: Secret
    tls: Tls = "ssl"
    allow_plaintext: bool = False
    ca_file: Annotated[str, AfterValidator(_absolute)] | None = None
    timeout_seconds: Annotated[float, Field(gt=0)] = 60
    folders: tuple[str, ...] = ()
    exclude: tuple[str, ...] = tuple(NAMES)

    @model_validator(mode="after")
    def _keeps_the_password_private(self) -> Self:
        if self.tls == "none" and not self.allow_plaintext and not _is_this_machine(self.host):
            raise ValueError(
                'tls = "none" would send the password readable; use "ssl" or "starttls", '
                "or say allow_plaintext = true if nobody else is on the way"
            )
        return self


def fetch(options: ImapOptions, cursors: Mapping[str, Cursor], window: Window | None) -> Generator[Batch, None, None]:
    """Batches of the messages that are new since the cursors, then of those that are gone; or of those in a window."""
    password = reveal(options.password)
    port = options.port or PORTS[options.tls]
    with closing(Wire(options.host, port, options.tls, options.ca_file, options.timeout_seconds)) as wire:
        session = Session(wire, options.user, password)
        folders = chosen(session.folders(), options)
        if window is None:
            yield from batches(session, folders, cursors)
        else:
            yield from window_batches(session, folders, cursors, window)


def chosen(folders: Sequence[Folder], options: ImapOptions) -> list[Folder]:
    """The folders that the options want. Raises NeedsYou for an entry of `folders` that no folder has."""
    names = [folder.name for folder in folders]
    missing = [wanted for wanted in options.folders if not any(_matches(name, wanted) for name in names)]
    if missing:
        raise NeedsYou(f"{options.host} has no folder {', '.join(missing)} among its {len(names)}. Correct `folders`.")
    attributes_of = {folder.name: folder.attributes for folder in folders}
    return [
        folder
        for folder in folders
        if folder.name in options.folders
        or (
            (not options.folders or any(_matches(folder.name, wanted) for wanted in options.folders))
            and not _is_excluded(folder, attributes_of, options.exclude)
        )
    ]


def _is_excluded(folder: Folder, attributes_of: Mapping[str, frozenset[str]], exclude: Sequence[str]) -> bool:
    """Whether it or a folder that it is in is excluded: by what it is for, by its full name or by its last part."""
    steps = folder.name.split(folder.delimiter) if folder.delimiter else [folder.name]
    within = [(folder.delimiter.join(steps[:count]), steps[count - 1]) for count in range(1, len(steps) + 1)]
    return any(
        _is_meant(name, own, attributes_of.get(name, frozenset()), each) for name, own in within for each in exclude
    )


def _is_meant(name: str, own: str, attributes: frozenset[str], entry: str) -> bool:
    """Whether an entry of `exclude` means the folder of this name, whose last part is `own`."""
    if entry.startswith("\\"):
        return entry.lower() in attributes
    if entry.lower() in NAMES:
        return entry.lower() == _purpose(own, attributes)
    return _matches(name, entry) or _matches(own, entry)


def _purpose(name: str, attributes: frozenset[str]) -> Purpose | None:
    """What a folder is for if that is no correspondence: as the server says it, else by its name."""
    said = next((_PURPOSES[each] for each in sorted(attributes) if each in _PURPOSES), None)
    return said or (None if attributes & _CORRESPONDENCE else purpose(name))


def _matches(name: str, pattern: str) -> bool:
    # Brackets are part of names: [Gmail]/All Mail.
    return fnmatchcase(name.casefold(), pattern.casefold().replace("[", "[[]"))


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


CONNECTOR = Connector(name="imap_mail", options=ImapOptions, fetch=fetch, read=read, windowed=True)
