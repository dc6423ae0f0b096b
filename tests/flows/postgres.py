"""A PostgreSQL server of a test's own, from the programs that Debian's package `postgresql` brings."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.flows.up_process import free_port

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))


@contextmanager
def postgres(user: str, password: str) -> Iterator[int]:
    """The port of a server on 127.0.0.1 that knows this user and no other, for as long as the block runs."""
    # Not below pytest's folder, where an account that is not ours may not look.
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        (folder / "password").write_text(password)
        for place in (folder, folder / "password"):
            os.chown(place, *_account())
        login = (f"--username={user}", "--pwfile=password", "--auth=scram-sha-256")
        _run(folder, "initdb", "--pgdata=db", *login, "--no-sync")
        port = free_port()
        told = f"-h 127.0.0.1 -p {port} -c unix_socket_directories='' -c fsync=off"
        _run(folder, "pg_ctl", "--pgdata=db", "--log=log", "--wait", "--timeout=60", f"--options={told}", "start")
        try:
            yield port
        finally:
            _run(folder, "pg_ctl", "--pgdata=db", "--mode=immediate", "--wait", "stop")
    finally:
        shutil.rmtree(folder)


def _account() -> tuple[int, int]:
    """Who runs it: PostgreSQL refuses to be run by root."""
    if os.getuid():
        return os.getuid(), os.getgid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _run(folder: Path, program: str, *words: str) -> None:
    user, group = _account()
    as_account = {} if os.getuid() else {"user": user, "group": group, "extra_groups": []}
    subprocess.run(
        [PROGRAMS[-1] / program, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=120, **as_account
    )  # type: ignore[call-overload]
