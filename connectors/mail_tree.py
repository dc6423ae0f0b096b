"""Which mail a folder holds: its mboxes, its Maildirs and its folders of .eml files, each under its path in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from connectors.mail_maildir import MESSAGE_SUFFIX, is_maildir
from connectors.mail_mbox import FIRST_READ_BYTES, is_mbox

_OF_A_MAILDIR: Final = ("cur", "new", "tmp")


class Tree(NamedTuple):
    """What was found, by part: the path within the one folder that was given, or within what several have in common."""

    mboxes: dict[str, Path]
    folders: dict[str, Path]


def tree(paths: Iterable[Path]) -> Tree:
    """The mail in these folders and below, and these files. Hidden files are passed over: programs keep notes there."""
    given = sorted(paths)
    top = given[0] if len(given) == 1 else Path(os.path.commonpath([path.parent for path in given]))
    found = Tree({}, {})
    for path in given:
        if path.is_file():
            found.mboxes[_part(path, top)] = path
        for folder, files in _folders(path):
            if is_maildir(folder):
                found.folders[_part(folder, top)] = folder
                continue
            if any(file.suffix.lower() == MESSAGE_SUFFIX for file in files):
                found.folders[_part(folder, top)] = folder
            found.mboxes.update((_part(file, top), file) for file in files if _is_mbox(file))
    return found


def _folders(root: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Every folder that may hold mail, with its files; a hidden one only if it is a Maildir, as Maildir++ has them."""
    for name, folders, files in os.walk(root):
        folder = Path(name)
        inside = _OF_A_MAILDIR if is_maildir(folder) else ()
        folders[:] = sorted(
            each for each in folders if each not in inside and (not each.startswith(".") or is_maildir(folder / each))
        )
        yield folder, [folder / file for file in sorted(files) if not file.startswith(".")]


def _part(path: Path, top: Path) -> str:
    within = path.relative_to(top).as_posix()
    return "" if within == "." else os.fsencode(within).decode("utf-8", "backslashreplace")


def _is_mbox(path: Path) -> bool:
    if path.suffix.lower() == MESSAGE_SUFFIX or not path.is_file():
        return False
    try:
        with path.open("rb", buffering=0) as file:
            return is_mbox(file.read(FIRST_READ_BYTES))
    except OSError:
        return True  # fetching it says what is wrong
