"""Writing the settings: the first file, and what `reknit add` puts into it without disturbing a comment."""

from __future__ import annotations

import glob
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from warehouse.settings_file import parsed, read_text, replace_text
from warehouse.settings_problems import (
    WRITTEN_OUT,
    Problem,
    SettingsError,
    SettingsExist,
    in_words,
    nearest,
    written_out_secrets,
)

TEMPLATE = Path(__file__).with_name("settings_template.toml")


def write_template(path: Path) -> None:
    """Write a first, commented settings file that only its owner can read. Raises SettingsExist if there is one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        sentence = f"There is a settings file already: {path}; edit it, or move it away to start anew."
        raise SettingsExist([Problem("", sentence)], path.name) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(TEMPLATE.read_bytes())


def add_source(path: Path, name: str, connector: str, options: Mapping[str, Any]) -> None:
    """Append a [[source]] to the file; what is there stays as it is, byte for byte.

    options: as they stand in the settings: text, numbers, lists, tables. A `path` inside the settings' folder is
    written relative to it; None is left out.
    Raises SettingsError when there is such a source, or a secret is written out.
    """
    text = read_text(path)
    tables = parsed(text, path)
    for position, source in enumerate(_sources(tables)):
        if source.get("name") == name:
            raise _refusal(path, name, f"is the name of source {position + 1} already; choose another")
    source = {"name": name, "connector": connector, **_plain(options)}
    if "path" in source:
        source["path"] = _as_written(source["path"], path)
    for location in written_out_secrets(source):
        raise _refusal(path, name, f"{in_words(location)} {WRITTEN_OUT}")
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    _replace(path, text, text + gap + _rendered(source), {**tables, "source": [*_sources(tables), source]})


def extend_source(path: Path, name: str, extra_path: Path | str) -> None:
    """Let a source read one more file: a newer export of the same account, so its files are successive snapshots.

    Nothing is written when the source reads that file already. Raises SettingsError when there is no such source, it
    has no path, or its files are parts of one whole, of which a newer export would be none.
    """
    text = read_text(path)
    tables = parsed(text, path)
    sources = _sources(tables)
    position = next((p for p, source in enumerate(sources) if source.get("name") == name), None)
    if position is None:
        known = [str(source["name"]) for source in sources if "name" in source]
        raise _refusal(path, name, f"is no source here{nearest(name, known)}")
    source = sources[position]
    written = source.get("path")
    paths = [written] if isinstance(written, str) else written
    if not isinstance(paths, list) or not paths:
        raise _refusal(path, name, "has no path to add to")
    several = len(paths) > 1 or any(map(glob.has_magic, paths))
    if several and source.get("files") != "snapshots":
        raise _refusal(
            path,
            name,
            "reads several files as parts of one whole, and a newer export is no part of it; give the export a source "
            'of its own, or write files = "snapshots" if each file is a whole export',
        )
    extra = _as_written(extra_path, path)
    added = _files(extra, path.parent)
    if extra in paths or (added and any(added <= _files(one, path.parent) for one in paths)):
        return
    changes = {"path": [*paths, extra], "files": "snapshots"}
    changed = [{**one, **changes} if one is source else one for one in sources]
    _replace(path, text, _with_changes(text, position, changes), {**tables, "source": changed})


def _sources(tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = tables.get("source")
    return [source for source in found if isinstance(source, dict)] if isinstance(found, list) else []


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if value is not None}


def _as_written(path: Any, settings: Path) -> Any:
    """A path or several, relative to the settings' folder when inside it; that of a file is no pattern."""
    if isinstance(path, list | tuple):
        return [_as_written(one, settings) for one in path]
    folder = settings.absolute().parent
    written = Path(path).relative_to(folder).as_posix() if Path(path).is_relative_to(folder) else str(path)
    return glob.escape(written) if (folder / path).is_file() else written


def _files(path: str, folder: Path) -> set[Path]:
    """The files that a path or glob of the settings reads now."""
    pattern = str(Path(path).expanduser())
    found = glob.glob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
    return {folder / one for one in found}


def _rendered(source: Mapping[str, Any]) -> str:
    """A [[source]] as text, its tables on one line."""
    table = tomlkit.table()
    for key, value in source.items():
        if isinstance(value, Mapping):
            inline = tomlkit.inline_table()
            inline.update(value)
            value = inline
        table.add(key, value)
    array = tomlkit.aot()
    array.append(table)
    return tomlkit.dumps({"source": array})


def _with_changes(text: str, position: int, changes: Mapping[str, Any]) -> str:
    """The text with keys of one [[source]] changed.

    tomlkit gets that table alone: of a whole file it brings all [[source]] tables together, away from their comments.
    """
    headers = [*re.finditer(r"^[ \t]*\[\[[ \t]*source[ \t]*\]\]", text, re.MULTILINE)]
    if position >= len(headers):
        return text
    start = headers[position].start()
    following = re.compile(r"^[ \t]*\[", re.MULTILINE).search(text, headers[position].end())
    end = following.start() if following else len(text)
    try:
        table = tomlkit.parse(text[start:end])
    except TOMLKitError:
        return text
    sources: Any = table["source"]
    sources[0].update(changes)
    return text[:start] + tomlkit.dumps(table) + text[end:]


def _replace(path: Path, before: str, after: str, meant: Mapping[str, Any]) -> None:
    """Write the new text if it says what is meant, in the line ends of the old one."""
    if "\r\n" in before and not re.search(r"(?<!\r)\n", before):
        after = re.sub(r"(?<!\r)\n", "\r\n", after)
    try:
        is_as_meant = tomllib.loads(after) == meant
    except tomllib.TOMLDecodeError:
        is_as_meant = False
    if not is_as_meant:
        raise SettingsError(
            [Problem("", "the sources are written in a way that can't be added to; add the lines by hand")], path.name
        )
    replace_text(path, after)


def _refusal(path: Path, name: str, sentence: str) -> SettingsError:
    return SettingsError([Problem(f"source {name}", sentence)], path.name)
