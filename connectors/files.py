"""Fetching from files: which files a source has, what is new in them, and batches that can be resumed anywhere.

A source of files says how they hang together:

    files = "parts"      together they are one whole (a folder of cards); a file that vanishes takes its records along
    files = "snapshots"  each is the whole as it was once (exports of one account); the newest one is the present

A single path is one part, whatever its file is called; so a newer export that replaces it is its next snapshot.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from glob import glob, has_magic
from hashlib import blake2b, file_digest
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, ClassVar, Literal, NamedTuple

from connectors.contract import NeedsYou, Options, Window
from connectors.packed_folder import packed
from connectors.records import Batch, Cursor, Record, Snapshot, digest

BATCH_RECORDS = 5_000
"""Records landed in one transaction: large enough that a commit costs little, small enough to lose little work."""

FEW_PARTS = 20
"""A folder with fewer parts may lose all but one of them without a question."""


NOTHING: Cursor = {"done": []}
"""The cursor of a part of which nothing is fetched, or whose file has vanished."""


class FileOptions(Options):
    """Where the files are and what they are to each other.

    path: a path or a pattern, or several.
    exported_on: when the files were exported, for formats that don't say: one date, or a date for each file name.
    reads_folders: (of the format, no setting) whether a folder at `path` is one file, packed, and not just its files.
    """

    reads_folders: ClassVar[bool] = False

    path: str | list[str]
    files: Literal["parts", "snapshots"] = "parts"
    exported_on: date | dict[str, date] | None = None


class FileReading(NamedTuple):
    """A file taken apart, or one of the wholes in it.

    records: by position; a file too large to hold makes them when they are asked for.
    ignored: what was passed over, by rule.
    observed_lo: the newest date in it (UTC, naive).
    whole: which of several wholes in the file this is, such as a member of an archive; "" where the file is one. Each
        has its own presence: an export without a member says nothing about what that member held.
    """

    records: Sequence[Record]
    ignored: Mapping[str, int] = {}
    observed_lo: datetime | None = None
    whole: str = ""


ReadFile = Callable[[bytes, str], FileReading]
ReadWholes = Callable[[BinaryIO, str], Sequence[FileReading]]


def one_whole(read_file: ReadFile) -> ReadWholes:
    """For formats whose files are one whole each and small enough to hold."""
    return lambda file, name: [read_file(file.read(), name)]


def fetch_files(
    options: FileOptions, cursors: Mapping[str, Cursor], window: Window | None, read_wholes: ReadWholes
) -> Iterator[Batch]:
    """Batches of every file that is new or changed since the cursors; given any window, of every file that is there.

    read_wholes is given the open file and its name. Raises NeedsYou when no file is there, one can't be opened, or
    nearly all parts have vanished at once.
    """
    yield from fetch_parts(_parts(options), cursors, window, options, read_wholes)


def fetch_parts(
    parts: Mapping[str, Sequence[Path]],
    cursors: Mapping[str, Cursor],
    window: Window | None,
    options: FileOptions,
    read_wholes: ReadWholes,
    also_there: Collection[str] = (),
) -> Iterator[Batch]:
    """The same for a source that finds its files itself; also_there: its parts that are read in another way."""
    there = {*parts, *also_there}
    vanished = [part for part, cursor in sorted(cursors.items()) if part not in there and cursor != NOTHING]
    if len(vanished) >= FEW_PARTS and len(vanished) > 9 * len(there) and not options.allow_shrink:
        raise NeedsYou(
            f"{len(vanished)} of the files read before are no longer at `path`, and {len(there)} are left. "
            "If that is right, set `allow_shrink = true` for this source and sync once more."
        )
    problems: list[str] = []
    for part, paths in parts.items():
        yield from _part(part, paths, cursors.get(part, NOTHING), window is not None, options, read_wholes, problems)
    for part in vanished:
        for whole in cursors[part].get("wholes", [""]):
            yield Batch(
                _part_of(part, whole), Snapshot(digest("vanished"), complete=True), cursor=NOTHING, cursor_of=part
            )
    if problems:
        raise NeedsYou(" ".join(problems))


def unbegun(cursor: Cursor) -> Cursor:
    """A cursor without what was begun."""
    return {name: cursor[name] for name in ("done", "wholes") if name in cursor}


def _part(
    part: str,
    paths: Iterable[Path],
    cursor: Cursor,
    is_anew: bool,
    options: FileOptions,
    read_wholes: ReadWholes,
    problems: list[str],
) -> Iterator[Batch]:
    """Batches of one part; a file that can't be read is a sentence in `problems`, and the others are read.

    is_anew: whether files are fetched that are done, too, and one that was begun from its start.
    """
    contents = {path: _content(path) for path in paths}
    fingerprints = {path: _fingerprint(content, options) for path, content in contents.items()}
    done = [fingerprint for fingerprint in cursor["done"] if fingerprint in fingerprints.values()]
    again = set(done) if is_anew else set()
    # The file that was begun goes first: what is not dated can be continued only while nothing newer has landed.
    for path in sorted(fingerprints, key=lambda path: fingerprints[path] != cursor.get("content")):
        if fingerprints[path] in done and fingerprints[path] not in again:
            continue
        try:
            with _opened(path) as file:
                content = _digest_of(file)
                fingerprint = _fingerprint(content, options)
                snapshots = [
                    (reading, _snapshot(part, path, content, reading, options))
                    for reading in read_wholes(file, part or _told(path.name))
                ]
                batches = _batches(part, snapshots, fingerprint, unbegun(cursor) if is_anew else cursor, done)
                # An undated export that is landed again must not become the newest one.
                yield from (batch.again() for batch in batches) if fingerprint in again else batches
        except NeedsYou as problem:
            problems.append(str(problem))
            continue
        again.discard(fingerprint)
        if fingerprint not in done:
            done.append(fingerprint)


def _snapshot(part: str, path: Path, content: str, reading: FileReading, options: FileOptions) -> Snapshot:
    """When a file was observed; the digest is of what was read, should it have changed since it was listed."""
    exported = _exported(path, options)
    observed = exported or reading.observed_lo
    if observed is None and isinstance(options.exported_on, dict) and options.files == "snapshots":
        raise NeedsYou(f"`exported_on` has no date for {path.name}; say when each file was exported, or none.")
    # What is replaced in place was seen when it landed, unless the export's date is known; files that lie side by side
    # as exports of one account have no other order than their dates.
    is_exact = part == "" and (exported is not None or options.files == "snapshots")
    return Snapshot(_fingerprint(content, options), observed, True, is_exact, content)


def _batches(
    part: str,
    snapshots: Sequence[tuple[FileReading, Snapshot]],
    fingerprint: str,
    cursor: Cursor,
    done: list[str],
) -> Iterator[Batch]:
    """A file's wholes from where the cursor left off; the last batch of each completes it and has what was ignored.

    done: the fingerprints of the part's files that are finished.
    """
    counts = [len(reading.records) for reading, _ in snapshots]
    wholes = sorted({*cursor.get("wholes", []), *(reading.whole for reading, _ in snapshots)})
    # With another number of records in it, another version of the reader has begun it, and cut it elsewhere.
    is_begun = cursor.get("content") == fingerprint and cursor.get("of") == counts
    finished, landed = (cursor["finished"], cursor["records"]) if is_begun else (0, 0)
    for number, (reading, snapshot) in enumerate(snapshots[finished:], start=finished):
        within = _part_of(part, reading.whole)
        begun = {"done": list(done), "wholes": wholes, "content": fingerprint, "of": counts}
        while counts[number] - landed > BATCH_RECORDS:
            records = reading.records[landed : landed + BATCH_RECORDS]
            landed += len(records)
            reached: Cursor = begun | {"finished": number, "records": landed}
            yield Batch(within, replace(snapshot, complete=False), records, reached, part)
        reached = begun | {"finished": number + 1, "records": 0}
        if number + 1 == len(snapshots):
            reached = {"done": [*done, fingerprint], "wholes": wholes}
        yield Batch(within, snapshot, reading.records[landed:], reached, part, ignored=reading.ignored)
        landed = 0


def _part_of(part: str, whole: str) -> str:
    """The part that a whole of a file is, as presence is derived by part."""
    return f"{part}#{whole}" if whole else part


def _parts(options: FileOptions) -> dict[str, list[Path]]:
    patterns = [options.path] if isinstance(options.path, str) else options.path
    files = sorted({Path(found) for pattern in patterns for found in glob(pattern, recursive=True)})  # noqa: PTH207
    folders = {path for path in files if options.reads_folders and path.is_dir()}
    files = [path for path in files if (path.is_file() or path in folders) and folders.isdisjoint(path.parents)]
    if not files:
        raise NeedsYou(f"No file is at `path` ({_shown(patterns)}). Put the export there, or correct `path`.")
    if options.files == "snapshots" or (len(patterns) == 1 and not _is_pattern(patterns[0])):
        return {"": files}
    folder = Path(os.path.commonpath([file.parent for file in files]))
    return {_told(file.relative_to(folder).as_posix()): [file] for file in files}


def _told(name: str) -> str:
    """A file's name as text; bytes that are none are written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _is_pattern(path: str) -> bool:
    # A wildcard in brackets is an escaped one, as `glob.escape` writes it.
    return has_magic(re.sub(r"\[[*?[]\]", "", path))


def _shown(patterns: list[str]) -> str:
    return ", ".join(patterns)


def _fingerprint(content: str, options: FileOptions) -> str:
    # The options belong to it: with another column map the same file says something else.
    reading_options = options.model_dump_json(exclude={"path", "files", "allow_shrink"})
    return digest(content, reading_options)


def _content(path: Path) -> str:
    with _opened(path) as file:
        return _digest_of(file)


def _digest_of(file: BufferedReader) -> str:
    """The digest of an open file's bytes; the file stands at its beginning afterwards."""
    hashed = file_digest(file, lambda: blake2b(digest_size=16)).hexdigest()
    file.seek(0)
    return hashed


def _packed_or_plain(path: Path) -> BufferedReader:
    return packed(path) if path.is_dir() else path.open("rb")


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    try:
        with _packed_or_plain(path) as file:
            yield file
    except OSError as error:
        raise NeedsYou(f"{path.name} can't be opened: {error.strerror}.") from error


def _exported(path: Path, options: FileOptions) -> datetime | None:
    exported = options.exported_on
    day = exported.get(path.name) if isinstance(exported, dict) else exported
    return None if day is None else datetime.combine(day, time())
