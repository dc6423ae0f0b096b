"""Mail in files: mbox (Thunderbird, Apple Mail, Google Takeout, mutt), Maildir, single messages, or folders of them.

A record is a message's header block, byte for byte; bodies are passed over. What it says is the business of
mail_message, as for all mail. See docs/mail.md.

    path = "Takeout/Mail/*.mbox"     each file a folder of mail
    path = "~/Maildir"               a Maildir and its subfolders
    path = "…/.thunderbird/…/Mail"   a tree of mboxes and Maildirs; each is a part of its own
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from glob import glob
from pathlib import Path
from typing import Any, BinaryIO

from connectors.contract import Connector, NeedsYou, Window
from connectors.files import NOTHING, FileOptions, FileReading, fetch_files, fetch_parts
from connectors.mail_folders import NAMES, left_out
from connectors.mail_form import refusal
from connectors.mail_keys import OTHER_MARKS
from connectors.mail_maildir import folder_batches, listed
from connectors.mail_mbox import Messages, cut, first_wordings, looks_like_mail
from connectors.mail_message import read
from connectors.mail_tree import tree
from connectors.records import Batch, Cursor


class MailFileOptions(FileOptions):
    """Which mail is read.

    leave_out: folders that are no contact, by what they are for (spam, trash, drafts, templates, outbox), whatever
        they are called in the owner's language, or by name. A single file that `path` names is always read.
    """

    leave_out: tuple[str, ...] = tuple(NAMES)


def fetch(options: MailFileOptions, cursors: Mapping[str, Cursor], window: Window | None) -> Iterator[Batch]:
    """Batches of every new or changed mbox, Maildir or message; given a window, of every one that is there."""
    patterns = [options.path] if isinstance(options.path, str) else options.path
    paths = sorted({Path(found) for pattern in patterns for found in glob(pattern, recursive=True)})  # noqa: PTH207
    if not any(path.is_dir() for path in paths):
        is_whole = options.files == "snapshots" or patterns == [str(path) for path in paths]
        yield from fetch_files(options, cursors, window, partial(read_file, () if is_whole else options.leave_out))
        return
    if options.files == "snapshots":
        raise NeedsYou('A folder of mail is read as it is now; `files = "snapshots"` is for files only.')
    mboxes, folders = tree(paths)
    if not mboxes and not folders:
        raise NeedsYou(f"No mail is at `path` ({', '.join(patterns)}): neither an mbox, nor a Maildir, nor .eml files.")
    for part, path in folders.items():
        rule = left_out(part, options.leave_out)
        yield from folder_batches(part, listed(path), cursors.get(part, NOTHING), window, options, rule)
    files = {part: [path] for part, path in mboxes.items()}
    yield from fetch_parts(files, cursors, window, options, partial(read_file, options.leave_out), also_there=folders)


def read_file(leave_out: Sequence[str], file: BinaryIO, name: str) -> list[FileReading]:
    """The messages of an open file, each read when it is asked for; those of a folder that is left out are counted.

    Raises NeedsYou for a file that has something in it and no mail.
    """
    found = cut(file, name)
    if problem := refusal(file, name, has_messages=bool(found.starts)):
        raise NeedsYou(problem)
    ignored = {"text before the first message": 1} if found.has_text_above else {}
    if (rule := left_out(name, leave_out)) and found.starts:
        return [FileReading([], ignored | {rule: len(found.starts)})]
    found, others = first_wordings(file, found)
    return [FileReading(Messages(file, name, found), ignored | ({OTHER_MARKS: others} if others else {}))]


def recognise(path: Path) -> Mapping[str, Any] | None:
    """No options are needed for a file that begins as an mbox or a message, or a folder that holds some."""
    if path.is_dir():
        return {} if any(tree([path])) else None
    with path.open("rb") as file:
        return {} if looks_like_mail(file) else None


CONNECTOR = Connector(name="mail_file", options=MailFileOptions, fetch=fetch, read=read, recognise=recognise)
