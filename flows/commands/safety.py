"""backup, restore: what can't be made again, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.base import settings_of
from flows.progress import teller
from flows.work import open_archive
from warehouse import backup as backups
from warehouse.lock import writing


def backup(context: typer.Context, file: Annotated[Path, typer.Argument(help="The backup to write: a tar.")]) -> None:
    """Write the archive, the key of the person ids and the settings into one file. Keep it as safe as your mail."""
    settings = settings_of(context)
    with writing(settings.lock_file, "backup", True, teller().say):
        if settings.archive_file.exists():
            open_archive(settings).close()
        backups.backup(settings.archive_file, settings.key_file, settings.path, file)
    print(f"{file} holds everything that can't be made again.")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup.")],
    replace: Annotated[bool, typer.Option("--replace", help="Even though there is an archive; it is kept.")] = False,
) -> None:
    """Put the archive and the key of a backup in place; `reknit rebuild` then makes the warehouse."""
    settings = settings_of(context)
    with writing(settings.lock_file, "restore", True, teller().say):
        backups.restore(file, settings.archive_file, settings.key_file, replace)
        open_archive(settings).close()
    print("Restored. `reknit rebuild` makes the warehouse from it.")
