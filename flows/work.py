"""Steps that flows and commands share: opening the archive, building the warehouse."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from flows.faults import shown
from flows.progress import teller
from flows.report_page.where import is_outdated, report_file
from flows.sources import code_version, source_readers
from warehouse.archive import Archive
from warehouse.build import Built, Inputs, Places, build
from warehouse.identify import profile_key
from warehouse.lock import writing
from warehouse.migrate import ArchiveError
from warehouse.settings import Settings


def open_archive(settings: Settings) -> Archive:
    """The archive and the key beside it, both made if there are none. The caller holds the lock.

    Raises ArchiveError when there is a warehouse and no archive: an empty one would make everybody disappear.
    """
    if settings.warehouse_link.exists() and not settings.archive_file.exists():
        raise ArchiveError(
            f"{settings.archive_file.name} is missing, and {settings.warehouse_link.name} beside it was made from one. "
            f"Put it back, or `reknit restore` a backup. To begin anew, move {settings.folder} away."
        )
    key = profile_key(settings.key_file, settings.archive_file)
    archive = Archive(settings.archive_file)
    archive.expect_key(key)
    return archive


def places(settings: Settings, use_cache: bool = True) -> Places:
    """The files that a build reads and writes."""
    return Places(settings.archive_file, settings.cache_file if use_cache else None, settings.warehouse_link)


def build_warehouse(
    settings: Settings, as_of: date | None = None, force: bool = False, use_cache: bool = True
) -> Built:
    """Build and publish the warehouse if anything that decides it has changed, or anyway with `force`.

    as_of: the day answers are given for; None takes the settings' day, else today. The caller holds the lock. What it
    returns names people only if the settings allow that in reports.
    """
    inputs = Inputs(
        readers=source_readers(settings),
        key=profile_key(settings.key_file, settings.archive_file),
        as_of=as_of or settings.as_of or datetime.now().astimezone().date(),
        code=code_version(),
        organizations=settings.organizations,
    )
    built = build(places(settings, use_cache), inputs, force, teller().step)
    if is_outdated(settings):
        _draw_report(settings)
    if built.changes and not settings.artifacts.personal:
        return built._replace(changes=built.changes.without_names())
    return built


def _draw_report(settings: Settings) -> None:
    """Draw the report of a new build. The answers are published: a page that can't be drawn is told, and no failure."""
    from flows.report_page.page import write_report  # what draws takes a quarter of a second to import

    try:
        write_report(settings)
    except Exception as error:  # noqa: BLE001  (as above)
        with suppress(OSError):
            report_file(settings).unlink(missing_ok=True)  # it would show people whom the warehouse may have forgotten
        teller().say(f"The report was not drawn: {shown(error)}")


def rebuild_warehouse(
    settings: Settings, as_of: date | None = None, use_cache: bool = True, wait: bool = True
) -> Built:
    """Build and publish the warehouse, changed or not; nothing is fetched.

    Raises Locked when another reknit writes and `wait` is false.
    """
    with writing(settings.lock_file, "rebuild", wait, teller().wait):
        open_archive(settings).close()
        return build_warehouse(settings, as_of, force=True, use_cache=use_cache)
