"""What the household of tests/flows/household.py writes and who it is connected with: an export, an mbox, a server."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from tests.dovecot import Dovecot
from tests.flows.household import person, settle

SETTINGS = """
[[source]]
name = "network"
connector = "linkedin_export"
path = "inbox/network.zip"

[[source]]
name = "letters"
connector = "mail_file"
path = "inbox/letters.mbox"
"""

SERVER_SETTINGS = """
[[source]]
name = "server"
connector = "imap_mail"
host = "localhost"
port = {port}
user = "{user}"
password = {{ file = "{password}" }}
ca_file = "{ca_file}"
"""

OWNER = "Ada Byron <ada@byron.example>"


def write_export(file: Path, numbers: Iterable[int], year: int) -> None:
    """A LinkedIn export of that year: connections with these people, and a message from each."""
    connections = ["First Name,Last Name,URL,Email Address,Company,Position,Connected On"]
    header = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT"
    messages = [header + ",FOLDER"]
    me = "https://www.linkedin.com/in/ada-byron"
    for number in numbers:
        given, family, _ = person(number)
        url = f"https://www.linkedin.com/in/person-{number}"
        day, company = f"{number % 28 + 1:02}", f"Works {(number + year) % 5}"
        connections.append(f"{given},{family},{url},,{company},Engineer,{day} Mar 2019")
        sent = f"{year}-01-{day} 10:00:00 UTC"
        messages.append(f"talk-{number},,{given} {family},{url},Ada Byron,{me},{sent},,Hello {number},INBOX")
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w") as export:
        for member, rows in (("Connections.csv", connections), ("messages.csv", messages)):
            export.writestr(zipfile.ZipInfo(member), "\n".join(rows) + "\n")


def mail(number: int) -> bytes:
    """One mail of that person to the owner, or of the owner to them; always the same for a number."""
    given, family, address = person(number)
    other = f'"{given} {family}" <{address}>'
    sender, recipient = (other, OWNER) if number % 3 else (OWNER, other)
    at = datetime(2024, 1, 1, 12) + timedelta(days=number)
    lines = [
        f"From: {sender}", f"To: {recipient}", f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000", f"Subject: Letter {number}",
        f"Message-ID: <letter-{number}@post.example>", "", f"Dear reader of number {number}", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def write_mbox(file: Path, numbers: Iterable[int]) -> None:
    """These mails in one file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    separator = b"From nobody Mon Jan  1 12:00:00 2024\n"
    file.write_bytes(b"".join(separator + mail(number).replace(b"\r\n", b"\n") + b"\n" for number in numbers))


def settle_with_letters(folder: Path, people: int, server: Dovecot) -> Path:
    """The household with sources of all five kinds; returns the path of the settings."""
    settings = settle(folder, people)
    options = server.options()
    text = SERVER_SETTINGS.format(
        port=options["port"], user=options["user"], password=options["password"]["file"], ca_file=options["ca_file"]
    )
    settings.write_text(settings.read_text(encoding="utf-8") + SETTINGS + text, encoding="utf-8")
    write_export(folder / "inbox/network.zip", range(people), 2024)
    write_mbox(folder / "inbox/letters.mbox", range(people))
    server.append("INBOX", *map(mail, range(people // 2, people + people // 2)))
    return settings


def move_on(folder: Path, people: int, server: Dovecot) -> None:
    """A year later: the export is another, the mbox has grown, and on the server mails came, moved and went."""
    write_export(folder / "inbox/network.zip", range(4, people + 8), 2025)
    write_mbox(folder / "inbox/letters.mbox", range(people + 12))
    server.create("Archive")
    server.append("INBOX", *map(mail, range(200, 212)))
    server.move("INBOX", range(1, 5), "Archive")
    server.delete("INBOX", range(5, 8))
