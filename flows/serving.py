"""The loop of `reknit serve`: one thing after the other, every two seconds, for months.

Prefect's own loop gives up after a dozen failures in a row, and takes the runs under way along. A server that is away
is waited for here, however long it takes.
"""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import suppress
from uuid import UUID

import anyio
import httpx
from prefect.client.orchestration import PrefectClient, get_client
from prefect.settings import PREFECT_API_URL, PREFECT_WORKER_QUERY_SECONDS

from connectors.contract import NeedsYou
from flows.automations import ensure
from flows.deployments import register
from flows.faults import shown
from flows.missed import skip_missed
from flows.pool_worker import PoolWorker, show_as_stopped
from flows.progress import teller
from flows.reaper import machine, reap
from flows.sources import load_settings
from warehouse.settings import Settings
from warehouse.settings_problems import SettingsError

HEARTBEAT_SECONDS = 30
"""How often the server hears from the worker; Prefect calls it offline after three times as long."""

REAP_SECONDS = 10

STOP_SECONDS = 5
"""When we stop, runs and worker end within so long; whoever started us may lose patience soon after."""

LAST_WORD_SECONDS = 1

REFUSED = (401, 403)


async def serve_until_stopped(settings: Settings) -> None:
    """Serve a warehouse until SIGTERM or SIGINT, then end the runs under way.

    Raises NeedsYou when the server does not let us in, SettingsError when another warehouse has the name.
    """
    file = SettingsFile(settings)
    stop = anyio.Event()
    async with get_client() as client:
        while not stop.is_set():
            await _serve_pool(client, file, stop)


async def _serve_pool(client: PrefectClient, file: SettingsFile, stop: anyio.Event) -> None:
    """Serve the work pool of the settings until told to stop, or until it takes another worker to serve it."""
    pool = file.settings.prefect.name
    worker = PoolWorker(work_pool_name=pool, name=f"{pool} {machine()[:6]}", create_pool_if_not_found=False)
    ended: list[UUID] = []
    try:
        with anyio.CancelScope() as ending:
            async with worker:
                try:
                    await Serving(client, worker, file).until(stop)
                finally:
                    ending.deadline = anyio.current_time() + STOP_SECONDS
                    # Also when the name has changed: a run of the old pool would not count among those of the new.
                    ended = await worker.end_runs()
    finally:
        with suppress(httpx.HTTPError), anyio.move_on_after(LAST_WORD_SECONDS, shield=True):
            await show_as_stopped(client, ended)


class SettingsFile:
    """The settings as they were last right. settings: those in force."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # Not what the file holds now: it may have changed since they were loaded, as long as importing Prefect takes.
        self._seen: bytes | None = None

    def reload(self) -> bool:
        """Whether the file has changed and is right; when it is wrong, that is told once and the former ones stay."""
        found = self._read()
        if found == self._seen:
            return False
        self._seen = found
        try:
            self.settings = load_settings(self.settings.path)
        except SettingsError as error:
            teller().say(f"{error}\nDeployments and schedules stay as they were.")
            return False
        return True

    def _read(self) -> bytes | None:
        try:
            return self.settings.path.read_bytes()
        except OSError:
            return None


class Serving:
    """One work pool, served. Each duty is due again some seconds after it was done."""

    def __init__(self, client: PrefectClient, worker: PoolWorker, file: SettingsFile) -> None:
        self._client = client
        self._worker = worker
        self._file = file
        self._pool = file.settings.prefect.name
        self._is_registered = False
        self._has_registered = False
        self._trouble = ""
        self._was_away = False
        self._done: dict[str, float] = {}

    async def until(self, stop: anyio.Event) -> None:
        """Do what is due until SIGTERM or SIGINT, which set `stop`, or until this worker is not the right one any more.

        That is when the pool goes by another name, and when the server was away: Prefect's worker gives up listening
        for runs to cancel then. Runs under way are waited for in the second case.
        """
        with anyio.CancelScope() as scope:

            def end() -> None:
                stop.set()
                scope.cancel()

            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, end)
            while self._file.settings.prefect.name == self._pool and not self._is_worn_out():
                await self._try()
                await anyio.sleep(PREFECT_WORKER_QUERY_SECONDS.value())

    async def _try(self) -> None:
        try:
            await self._step()
        except (SettingsError, NeedsYou):
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, tomorrow's runs must not be lost for it)
            self._tell_trouble(error)
            return
        if self._trouble:
            self._trouble = ""
            self._was_away = True
            teller().say("The Prefect server answers again.")

    def _is_worn_out(self) -> bool:
        return self._was_away and not self._trouble and self._worker.is_idle

    def _tell_trouble(self, error: Exception) -> None:
        """Say once what is wrong, for as long as it is the same. Raises NeedsYou when the server does not let us in."""
        status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else None
        url = PREFECT_API_URL.value()
        if status in REFUSED:
            raise NeedsYou(
                f"The Prefect server at {url} refuses us (status {status}); "
                "set PREFECT_API_AUTH_STRING or PREFECT_API_KEY to what it asks for."
            )
        is_away = isinstance(error, httpx.TransportError) or (status or 0) >= 500
        trouble = f"The Prefect server at {url} does not answer; it is tried again." if is_away else str(shown(error))
        if trouble != self._trouble:
            self._trouble = trouble
            teller().say(trouble)

    async def _step(self) -> None:
        if self._file.reload():
            self._is_registered = False
        if not self._is_registered:
            await self._register()
        if self._is_due("heartbeat", HEARTBEAT_SECONDS):
            await self._worker.sync_with_backend()
        if self._is_due("reap", REAP_SECONDS):
            await reap(self._client, self._pool)
        await skip_missed(self._client, self._pool)
        await self._worker.get_and_submit_flow_runs()

    async def _register(self) -> None:
        try:
            registered = await register(self._client, self._file.settings)
        except SettingsError as error:
            if not self._has_registered:
                raise
            teller().say(str(error))
        else:
            self._has_registered = True
            for what, names in (("Registered", registered.changed), ("Removed", registered.removed)):
                if names:
                    teller().say(f"{what}: {', '.join(names)}.")
        try:
            await ensure(self._client, self._file.settings)
        except NeedsYou as error:
            teller().say(str(error))
        self._is_registered = True

    def _is_due(self, duty: str, seconds: float) -> bool:
        now = time.monotonic()
        if now - self._done.get(duty, -seconds) < seconds:
            return False
        self._done[duty] = now
        return True
