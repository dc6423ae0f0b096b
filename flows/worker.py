"""`reknit serve`: registers what the settings ask for, runs what is due, and keeps in step with the settings' file."""

from __future__ import annotations

import asyncio
import os

from flows.local_server import keep_private
from warehouse.settings import Settings

SERVING = {
    "PREFECT_WORKER_QUERY_SECONDS": "2",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
}
"""A run begins seconds after its time, and is missed soon after it dies: 30 is the least that Prefect takes."""


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; PREFECT_API_URL names the server. Prefect must not have been imported before.

    Raises NeedsYou when the server does not let us in, SettingsError when another warehouse has our name there.
    """
    keep_private()
    for name, value in SERVING.items():
        os.environ.setdefault(name, value)
    from flows.serving import serve_until_stopped

    try:
        asyncio.run(serve_until_stopped(settings))
    except BaseExceptionGroup as group:  # the worker runs in a group of tasks, which wraps what ended it
        raise _sole(group) from None


def _sole(error: BaseException) -> BaseException:
    """The one error within groups of one; the group itself when there are several."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error
