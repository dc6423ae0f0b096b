"""A process that must not outlive the one that started it, even if that one is killed.

Whoever starts it keeps the other end of its standard input open and writes nothing. The system closes that end with the
process that held it, however it ended, so the end of input is the word that nobody is left.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

INPUT = 0
CHUNK_BYTES = 4096


def terminate() -> None:
    """Tell this process to end as the system would; not as Ctrl-C, which a script's background jobs ignore."""
    os.kill(os.getpid(), signal.SIGTERM)


def end_with_parent(end: Callable[[], None] = terminate, seconds: float = 5) -> None:
    """Call `end` when standard input ends; whatever is left of this process so many seconds later is ended at once."""

    def wait() -> None:
        # Not through sys.stdin: a thread that waits in it makes Python abort when the process ends first.
        while os.read(INPUT, CHUNK_BYTES):
            pass
        end()
        time.sleep(seconds)
        os._exit(1)

    threading.Thread(target=wait, daemon=True, name="lifeline").start()
