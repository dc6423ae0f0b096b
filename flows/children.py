"""A process that is kept running: started again when it ends, its output kept in a file of bounded size."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import BinaryIO

LOG_BYTES = 1_000_000
"""Of a log file; the one before it is kept, too."""

CHUNK_BYTES = 65536
LINE_BYTES = 1000

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0

SOUND_SECONDS = 120.0
"""A child that ran so long was well: when it ends, the pause is a short one again."""


class Child:
    """A process that ends when its standard input does, and so never outlives us.

    log: where what it prints goes. sockets: descriptors of listening sockets that it is handed.
    on_restart: told in a sentence when it has ended and will be started again.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        on_restart: Callable[[str], None],
        sockets: Sequence[int] = (),
    ) -> None:
        self.log = log
        self._name = name
        self._command = command
        self._environment = dict(environment)
        self._on_restart = on_restart
        self._sockets = sockets
        self._pause = FIRST_PAUSE_SECONDS
        self._due: float | None = None
        self._start()

    @property
    def pid(self) -> int:
        """Of the process and of its group, as it is now."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._process.poll()

    def look_after(self) -> None:
        """To be called often: start it again if it has ended and its pause is over."""
        if self.status is None:
            return
        now = time.monotonic()
        if self._due is None:
            self._close_input()
            self._keeper.join(1)  # until its last words are kept
            if now - self._started > SOUND_SECONDS:
                self._pause = FIRST_PAUSE_SECONDS
            self._due = now + self._pause
            self._on_restart(
                f"The {self._name} has ended (status {self.status}) and starts again in {self._pause:g} s. "
                f"{last_words(self.log)}"
            )
            self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
        elif now >= self._due:
            self._start()

    def stop(self, seconds: float) -> None:
        """End it: by itself within so many seconds, else by force, and with it whatever is left of its group."""
        self._close_input()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        with suppress(ProcessLookupError):  # nothing is left of it
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _close_input(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def _start(self) -> None:
        self._due = None
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            pass_fds=self._sockets,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,  # Ctrl-C is for us, who end them in the right order
        )
        assert self._process.stdout is not None
        self._keeper = Thread(target=_keep, args=(self._process.stdout, self.log), daemon=True)
        self._keeper.start()


def last_words(log: Path) -> str:
    """A sentence with the last line of a log, and where the log is."""
    with suppress(OSError), log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - LINE_BYTES))
        lines = file.read().decode(errors="replace").split("\n")
        said = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f"It said last: {said} ({log})"
    return "It said nothing."


def _keep(output: BinaryIO, log: Path) -> None:
    """Write what a process prints to its log until it ends; a full disk is no reason for it to stand still."""
    with output:
        while chunk := os.read(output.fileno(), CHUNK_BYTES):
            with suppress(OSError):
                if log.exists() and log.stat().st_size > LOG_BYTES:
                    log.replace(log.with_suffix(".log.1"))
                with log.open("ab") as file:
                    file.write(chunk)
