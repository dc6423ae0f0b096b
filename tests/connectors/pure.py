"""Whether `read` touches anything but its arguments, and what it says in a process of its own.

Run as a script (`python -P pure.py CONNECTOR`), it reads records given as JSON lines on standard input, in a new
process, and writes one JSON line for each. It imports nothing of the tests, so it also runs on a copy of the package.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

CLOCKS_AND_CHANCE = {
    f"{owner}.{name}"
    for owner, names in {
        "time": "time time_ns monotonic monotonic_ns perf_counter perf_counter_ns localtime gmtime ctime sleep",
        "type": "now utcnow today",
        "Random": "random getrandbits",
        "posix": "urandom getrandom",
    }.items()
    for name in names.split()
}
"""Builtin functions that answer differently each time: `owner` is the module or the type they are bound to."""

CODE = (".py", ".pyc", ".so")
"""A late import, of a codec for example, opens these; that is not reading the world."""

OUTSIDE = ("open", "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "shutil.", "sqlite3.connect")

_touched: list[str] | None = None


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _touched is not None and event.startswith(OUTSIDE):
        if event == "open" and str(arguments[0]).endswith(CODE):
            return
        _touched.append(event)


sys.addaudithook(_audit)  # There is no removing it, so it listens only while `_touched` is a list.


def _profile(frame: FrameType, event: str, function: Any) -> None:
    if event == "c_call" and _touched is not None:
        owner = getattr(function, "__self__", None)
        owner_name = getattr(owner, "__name__", None) if type(owner).__name__ == "module" else type(owner).__name__
        called = f"{owner_name}.{getattr(function, '__name__', '')}"
        if called in CLOCKS_AND_CHANCE:
            _touched.append(called)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Collect what is opened, connected to, asked of the clock or of chance meanwhile: names of calls, not values.

    A profile hook sees calls of builtins however they were imported, which patching `time.time` would not.
    """
    global _touched
    touched: list[str] = []
    _touched = touched
    before = sys.getprofile()
    sys.setprofile(_profile)
    try:
        yield touched
    finally:
        sys.setprofile(before)
        _touched = None


def as_fields(reading: Any) -> dict[str, Any]:
    """A reading as a JSON object: its class and its fields, without those that are null or false."""
    values = {f: v for f, v in zip(reading._fields, reading, strict=True) if v is not None and v is not False}
    return {"claim": type(reading).__name__} | {f: v if isinstance(v, str | int) else str(v) for f, v in values.items()}


def said(
    read: Callable[[Any, Mapping[str, Any]], Iterator[Any]], record: Any, facts: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """What `read` makes of one record, as JSON objects."""
    return [as_fields(reading) for reading in read(record, facts)]


def main(connector: str) -> None:
    """Read the records on standard input with this connector, watched."""
    from connectors.contract import SourceRecord, connectors

    read = connectors()[connector].read
    for line in sys.stdin:
        given = json.loads(line)
        record = SourceRecord(given["key"], base64.b64decode(given["raw"]))
        with watched() as touched:
            readings = said(read, record, given["facts"])
        print(json.dumps({"readings": readings, "touched": touched}))


if __name__ == "__main__":
    main(sys.argv[1])
