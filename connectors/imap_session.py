"""A session with an IMAP server in the few verbs that a sync needs. EXAMINE and BODY.PEEK only, so no flag is set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from connectors.contract import NeedsYou, SourceChanged
from connectors.imap_answers import Message, Status, examined, folder_name, listed, message, searched, statuses
from connectors.imap_uids import Uids
from connectors.imap_wire import Answer, Refused, Wire, plain_response

LONGEST_SET: Final = 4_000
"""Characters of a command's set of UIDs; RFC 7162 bids servers take lines of 8,192 bytes."""

MOST_STRANGERS: Final = 1 << 20
"""UIDs of messages that are not there: when they are asked for nothing comes, but each time it is waited for."""

_ITEMS: Final = b"(MESSAGES UIDNEXT UIDVALIDITY)"
_NO_FOLDER: Final = {"NONEXISTENT", "TRYCREATE"}
_WRONG: Final = {"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN"}


class Folder(NamedTuple):
    r"""A folder of the mailbox.

    name: as people see it; `as_written`: as the server does. attributes: in small letters, such as `\sent`.
    status: None where the server does not tell it beforehand.
    """

    name: str
    as_written: bytes
    attributes: frozenset[str]
    delimiter: str
    status: Status | None


class Unsent(NamedTuple):
    """A message that the server refuses to send, while it sends others."""

    uid: int


class Session:
    """An authenticated session over a wire."""

    def __init__(self, wire: Wire, user: str, password: str) -> None:
        """Log in. Raises NeedsYou when the server does not accept the password."""
        self._wire = wire
        self.host = wire.host
        self._capabilities = self._asked_capabilities()
        self._log_in(user, password)
        self._capabilities = self._asked_capabilities()

    def folders(self) -> list[Folder]:
        """Every folder that can be opened, by name."""
        if "LIST-STATUS" in self._capabilities:
            special = b"SPECIAL-USE " if "SPECIAL-USE" in self._capabilities else b""
            answers = self._asked(b'LIST "" "*" RETURN (%sSTATUS %s)' % (special, _ITEMS), "LIST")
            status_of = statuses(answers)
        else:
            answers = self._asked(b'LIST "" "*"', "LIST")
            status_of = {}
        found: dict[str, Folder] = {}
        for each in sorted(listed(answers), key=lambda each: each.name):
            name = folder_name(each.name)
            if name in found:  # two spellings of one name are still two folders
                name = each.name.decode("utf-8", "backslashreplace")
            found[name] = Folder(name, each.name, each.attributes, each.delimiter, status_of.get(each.name))
        if not found:
            raise SourceChanged(f"{self.host} lists no folder at all, not even INBOX.")
        return [found[name] for name in sorted(found)]

    def status(self, folder: Folder) -> Status | None:
        """The folder's state, asked for if LIST did not bring it; None when the server won't tell."""
        if folder.status or "LIST-STATUS" in self._capabilities:
            return folder.status
        try:
            told = statuses(self._wire.run(b"STATUS %s %s" % (_quoted(folder.as_written), _ITEMS)))
        except Refused as refused:
            if refused.is_busy:
                raise refused.as_error(self.host, "STATUS") from None
            return None
        return next(iter(told.values()), None)

    def examine(self, folder: Folder) -> Status | None:
        """Open a folder for reading only; None when it is no longer there. Raises Refused when it may not be read."""
        try:
            status = examined(self._wire.run(b"EXAMINE " + _quoted(folder.as_written)))
        except Refused as refused:
            if refused.code in _NO_FOLDER:
                return None
            if refused.is_busy or refused.condition == "BAD":
                raise refused.as_error(self.host, "EXAMINE") from None
            raise
        if not status.uidvalidity:
            raise SourceChanged(f"{self.host} gives a folder no UIDVALIDITY, so its messages have no lasting numbers.")
        return status

    def uids(self, first: int, messages: int) -> Uids:
        """The UIDs of the open folder from `first` on; `messages`: how many it is said to hold.

        The highest one is always there, be it below `first`: that is what `N:*` means (RFC 9051, 6.4.8).
        """
        try:
            return self.searched(b"ALL" if first <= 1 else b"UID %d:*" % first, messages)
        except Refused as refused:
            raise refused.as_error(self.host, "SEARCH") from None

    def searched(self, criterion: bytes, messages: int) -> Uids:
        """The UIDs of the open folder's messages of which this is true. Raises Refused by a server that can't tell."""
        if "ESEARCH" in self._capabilities:
            found = searched(self._wire.run(b"UID SEARCH RETURN (ALL) " + criterion))
            # A set that is larger than the folder has been abridged, or is a hoax: 1:4294967295 is quickly written.
            if len(found) <= messages:
                return found
        found = searched(self._wire.run(b"UID SEARCH " + criterion))
        if len(found) > messages + MOST_STRANGERS:
            raise SourceChanged(f"{self.host} finds {len(found)} messages in a folder of {messages}.")
        return found

    def headers(self, uids: Uids, at_once: int) -> Iterator[Message | Unsent]:
        """The header blocks of these messages of the open folder, `at_once` of them a command.

        A message that has been deleted meanwhile is left out. When the server refuses, what it did not send is asked
        for in halves, so that one bad message costs one message.
        """
        for piece in uids.pieces(at_once, LONGEST_SET):
            sent: set[int] = set()
            try:
                for each in self._fetched(piece):
                    if each.uid in piece and each.uid not in sent:
                        sent.add(each.uid)
                        yield each
            except Refused as refused:
                left = piece - Uids.of(sent)
                if refused.code == "EXPUNGEISSUED" or not left:
                    continue
                if refused.condition == "BAD" or (refused.is_busy and refused.code != "SERVERBUG"):
                    raise refused.as_error(self.host, "FETCH") from None
                if len(left) == 1:
                    yield Unsent(left.last)
                else:
                    yield from self.headers(left, (len(left) + 1) // 2)

    # -- how ----------------------------------------------------------------------------------------------------------

    def _fetched(self, uids: Uids) -> Iterator[Message]:
        command = b"UID FETCH %s (UID FLAGS INTERNALDATE BODY.PEEK[HEADER])" % str(uids).encode()
        return (found for answer in self._wire.answers(command) if (found := message(answer)) is not None)

    def _asked(self, command: bytes, verb: str) -> list[Answer]:
        try:
            return self._wire.run(command)
        except Refused as refused:
            raise refused.as_error(self.host, verb) from None

    def _asked_capabilities(self) -> set[str]:
        answers = self._asked(b"CAPABILITY", "CAPABILITY")
        words = [answer.parts[0].decode("ascii", "replace").upper().split() for answer in answers]
        return {word for line in words if line[:1] == ["CAPABILITY"] for word in line[1:]}

    def _log_in(self, user: str, password: str) -> None:
        try:
            if "AUTH=PLAIN" in self._capabilities:
                self._authenticate(b"PLAIN", plain_response(user, password))
            elif "LOGINDISABLED" not in self._capabilities:
                self._wire.run(b"LOGIN %s %s" % (_quoted(user.encode()), _quoted(password.encode())))
            else:
                raise NeedsYou(f"{self.host} accepts no password on this connection. Check `tls`.")
        except Refused as refused:
            if refused.is_busy and refused.code not in _WRONG:
                raise refused.as_error(self.host, "the login") from None
            raise NeedsYou(
                f"{self.host} does not accept `user` with `password`. Check both; "
                "many providers want an app password instead of the one for their web page."
            ) from None

    def _authenticate(self, mechanism: bytes, response: bytes) -> None:
        if "SASL-IR" in self._capabilities:
            self._wire.run(b"AUTHENTICATE %s %s" % (mechanism, response))
        else:
            self._wire.run(b"AUTHENTICATE " + mechanism, response)


def not_opened(host: str, folders: Sequence[str]) -> NeedsYou:
    """What to say of folders whose EXAMINE was refused."""
    return NeedsYou(
        f"{host} does not let these folders be opened: {', '.join(folders)}. "
        "Ask who runs the server, or list them in `exclude`. The other folders were fetched."
    )


def _quoted(name: bytes) -> bytes:
    return b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
