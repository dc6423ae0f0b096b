"""backup, restore: what can't be made again, in one file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.base import say, settings_of
from flows.progress import teller
from flows.work import open_archive
from warehouse import backup as backups
from warehouse.lock import writing
from warehouse.settings import settings_path


def backup(context: typer.Context, file: Annotated[Path, typer.Argument(help="The backup to write: a tar.")]) -> None:
    """Write the archive, the key of the person ids and the settings into one file. Keep it as safe as your mail."""
    settings = settings_of(context)
    with writing(settings.lock_file, "backup", True, teller().wait):
        if settings.archive_file.exists():
            open_archive(settings).close()
        backups.backup(settings.archive_file, settings.key_file, settings.path, file)
    say(f"{file} holds everything that can't be made again.")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup.")],
    replace: Annotated[bool, typer.Option("--replace", help="Even though there is an archive; it is kept.")] = False,
) -> None:
    """Put the archive and the key of a backup in place; `reknit rebuild` then makes the warehouse."""
    path = settings_path(context.obj, os.environ, Path.cwd())
    if not path.exists():
        backups.restore_settings(file, path)
        say(f"{path} is back as well.")
    settings = settings_of(context)
    with writing(settings.lock_file, "restore", True, teller().wait):
        backups.restore(file, settings.archive_file, settings.key_file, replace)
        open_archive(settings).close()
    say("Restored. `reknit rebuild` makes the warehouse from it.")
