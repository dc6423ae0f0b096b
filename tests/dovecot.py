"""A real IMAP server for tests: a Dovecot of its own, on free ports, gone with the test.

It needs no root and touches nothing of a Dovecot that the machine may run. Started by root it runs as `nobody`, since
Dovecot refuses to serve the mail of root; so its folder is not in pytest's, which nobody else may enter.
"""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

USER, PASSWORD = "alice", "pässword for tests"

START_SECONDS = 30
"""It takes half a second; on a machine with much else to do, more."""

CONFIGURATION = """
base_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/server.crt
ssl_key = <{home}/server.key
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login
mail_location = maildir:{home}/mail/%u:LAYOUT=fs
mail_max_userip_connections = 200
mail_fsync = never
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/passwd
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Gesendet {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Papierkorb {{
    special_use = \\Trash
    auto = subscribe
  }}
}}
"""

REQUEST = """
[req]
distinguished_name = name
x509_extensions = extensions
[name]
[extensions]
subjectAltName = DNS:localhost
basicConstraints = critical, CA:TRUE
"""


class Dovecot:
    """A running server with one mailbox, and another client of it that changes what is in there."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="dovecot-"))
        account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        self.port, self.tls_port = _free_port(), _free_port()
        self._owner = (account.pw_uid, account.pw_gid)
        settings = CONFIGURATION.format(
            home=self.home, port=self.port, tls_port=self.tls_port, user=account.pw_name, uid=account.pw_uid,
            gid=account.pw_gid, group=grp.getgrgid(account.pw_gid).gr_name,
        )  # fmt: skip
        (self.home / "dovecot.conf").write_text(settings)
        (self.home / "passwd").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n")
        (self.home / "mail").mkdir()
        self._make_certificate()
        self.password_file = self.home / "password"
        self.password_file.write_text(PASSWORD + "\n")
        for path in (self.home, *self.home.iterdir()):
            os.chown(path, *self._owner)
        self.start()

    @property
    def certificate(self) -> Path:
        """The server's certificate, which is its own authority."""
        return self.home / "server.crt"

    def options(self, **more: Any) -> dict[str, Any]:
        """The options of a source that fetches this mailbox."""
        return {
            "host": "localhost",
            "port": self.tls_port,
            "user": USER,
            "password": {"file": str(self.password_file)},
            "ca_file": str(self.certificate),
            "timeout_seconds": 20,
        } | more

    # -- the server ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start it and wait until it answers."""
        uid, gid = self._owner
        demoted: dict[str, Any] = {"user": uid, "group": gid, "extra_groups": []} if os.getuid() == 0 else {}
        silent: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        command = [_program(), "-F", "-c", str(self.home / "dovecot.conf")]
        self._process = subprocess.Popen(command, start_new_session=True, **silent, **demoted)
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._process.poll() is None and time.monotonic() < end, f"Dovecot does not start: {self.log()}"
            time.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL for the server and all its sessions."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """End it and remove all it had."""
        self.kill()
        for _ in range(50):  # its children may still write for a moment
            shutil.rmtree(self.home, ignore_errors=True)
            if not self.home.exists():
                return
            time.sleep(0.1)

    def log(self) -> str:
        """What it has written so far."""
        log = self.home / "log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    # -- the other client ---------------------------------------------------------------------------------------------

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """A session of another client, which may write."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=START_SECONDS)
        client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        try:
            yield client
        finally:
            client.logout()

    def create(self, *folders: str) -> None:
        """Create folders."""
        with self.client() as client:
            for folder in folders:
                _done(client.create(quoted(folder)))

    def remove(self, folder: str) -> None:
        """Delete a folder and what is in it."""
        with self.client() as client:
            _done(client.delete(quoted(folder)))

    def rename(self, folder: str, to: str) -> None:
        """Rename a folder."""
        with self.client() as client:
            _done(client.rename(quoted(folder), quoted(to)))

    def append(self, folder: str, *messages: bytes, at: datetime | None = None, flags: str = "") -> None:
        """Put messages into a folder; `at` is when they are to have arrived."""
        moment = imaplib.Time2Internaldate(at.replace(tzinfo=UTC)) if at else ""
        with self.client() as client:
            for message in messages:
                _done(client.append(quoted(folder), flags, moment, message))

    def delete(self, folder: str, uids: Iterable[int]) -> None:
        """Delete messages for good."""
        with self.client() as client:
            _done(client.select(quoted(folder)))
            _done(client.uid("STORE", ",".join(map(str, uids)), "+FLAGS", "(\\Deleted)"))
            _done(client.expunge())

    def move(self, folder: str, uids: Iterable[int], to: str) -> None:
        """Move messages to another folder."""
        with self.client() as client:
            _done(client.select(quoted(folder)))
            _done(client.uid("MOVE", ",".join(map(str, uids)), quoted(to)))

    def renumber(self, folder: str, uidvalidity_step: int = 1) -> None:
        """Number a folder's messages anew, from 1; with a step of 0 without saying so, as a restored backup does."""
        self.kill()
        path = self.home / "mail" / USER / (utf_7(folder).decode() if folder != "INBOX" else "")
        numbers = path / "dovecot-uidlist"
        version, uidvalidity, _, guid = numbers.read_text().partition("\n")[0].split()
        numbers.write_text(f"{version} V{int(uidvalidity[1:]) + uidvalidity_step} N1 {guid}\n")
        for index in [*path.glob("dovecot.index*"), *(self.home / "mail" / USER).glob("dovecot.list.index*")]:
            index.unlink()
        self.start()

    def flags(self, folder: str) -> list[str]:
        r"""The flags of a folder's messages, \Recent included, in the server's words; looking changes none."""
        with self.client() as client:
            _done(client.select(quoted(folder), readonly=True))
            _, answers = client.uid("FETCH", "1:*", "(FLAGS)")
            return [answer.decode() for answer in answers if answer]

    def uids(self, folder: str) -> list[int]:
        """The UIDs of a folder's messages."""
        return [int(number) for line in self.flags(folder) for number in re.findall(r"UID (\d+)", line)]

    # -- how ----------------------------------------------------------------------------------------------------------

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                return connection.recv(4) == b"* OK"
        except OSError:
            return False

    def _make_certificate(self) -> None:
        (self.home / "request.conf").write_text(REQUEST)
        subprocess.run(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
            "-config request.conf -keyout server.key -out server.crt".split(),
            cwd=self.home, check=True, capture_output=True,
        )  # fmt: skip


def quoted(folder: str) -> str:
    """A folder's name as a command has it."""
    return '"' + utf_7(folder).decode().replace("\\", "\\\\").replace('"', '\\"') + '"'


def utf_7(name: str) -> bytes:
    """A folder's name in modified UTF-7 (RFC 3501, 5.1.3)."""

    def shifted(run: re.Match[str]) -> str:
        return "&" + b64encode(run[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"

    return re.sub(r"[^ -~]+", shifted, name.replace("&", "&-")).encode()


def _done(answer: tuple[str, Any]) -> None:
    assert answer[0] == "OK", f"The server says {answer}."


def _program() -> str:
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    assert found, "The tests of mailboxes need Dovecot: apt-get install --no-install-recommends dovecot-imapd"
    return found


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
