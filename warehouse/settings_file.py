"""The settings file itself: read as it is, replaced whole or not at all."""

from __future__ import annotations

import os
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from warehouse.settings_problems import NoSettings, Problem, SettingsError


def read_tables(file: Path) -> dict[str, Any]:
    """The file as TOML reads it. Raises SettingsError, with line and column of what is no TOML."""
    return parsed(read_text(file), file)


def read_text(file: Path) -> str:
    """The file's text, its line ends untouched."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        content = None
    except OSError as error:
        raise SettingsError([Problem("", f"can't be read: {error.strerror}")], file.name) from None
    if content is None:
        sentence = f"There is no settings file {file}; `reknit init` writes one."
        raise NoSettings([Problem("", sentence)], file.name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
    raise SettingsError([Problem(f"line {line}", "this is not UTF-8; save the file as UTF-8")], file.name)


def parsed(text: str, file: Path) -> dict[str, Any]:
    """TOML text as tables; `file` is named in the error."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, at = str(error).removesuffix(")").rpartition(" (at ")
    # Outside the `except`: newer versions of the exception carry the whole text.
    raise SettingsError([Problem(at, f"{reason[:1].lower()}{reason[1:]}; this is not TOML")], file.name)


def replace_text(file: Path, text: str) -> None:
    """Put the text in the file's place at once, with its mode; a file behind a symlink is replaced where it is."""
    target = file.resolve()
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as beside:
        temporary = Path(beside.name)
        try:
            beside.write(text.encode())
            os.fchmod(beside.fileno(), target.stat().st_mode & 0o777)
            beside.flush()
            os.fsync(beside.fileno())
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
