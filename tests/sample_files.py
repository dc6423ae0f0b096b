"""The committed sample network, as its tests read it."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
FOLDERS = ("Archive", "Inbox", "Lists", "Sent")
EXPORTS = ("inbox/linkedin-2023.zip", "inbox/linkedin-2025.zip")


class Party(NamedTuple):
    """Someone in a header: the name as shown there, decoded, and the address."""

    name: str
    address: str


def truth() -> dict[tuple[str, str, int], list[str]]:
    """The keys of the people in each (file, member, ordinal), in their order."""
    people: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    with (SAMPLE / "truth.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            keys = people[row["file"], row["member"], int(row["ordinal"])]
            keys.append(row["key"])
            assert int(row["person"]) == len(keys)
    return people


def mail_truth() -> dict[tuple[str, str], set[str]]:
    """Whose each (address, display name) is; several for a shared mailbox without a name."""
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    with (SAMPLE / "mail-truth.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            people[row["address"], row["name"]].add(row["key"])
    return people


def members(export: str) -> dict[str, str]:
    """The text of each file in an archive."""
    with ZipFile(SAMPLE / export) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def linkedin(export: str, member: str) -> list[dict[str, str]]:
    """The rows of a file in an archive, behind LinkedIn's notes."""
    text = members(export)[member]
    text = text.split("\n\n", 1)[1] if text.startswith("Notes:") else text
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def mails(folder: str) -> list[tuple[datetime, Message]]:
    """The mails of a folder in their order, each with the moment of its From line (UTC)."""
    content = (SAMPLE / f"inbox/mail/{folder}.mbox").read_bytes()
    found = []
    for text in re.split(rb"^From (?=\S+ \w{3} \w{3} [ \d]\d [\d:]{8} \d{4}$)", content, flags=re.MULTILINE)[1:]:
        line, mail = text.split(b"\n", 1)
        at = datetime.strptime(line.decode().split(" ", 1)[1] + " +0000", "%a %b %d %H:%M:%S %Y %z")
        found.append((at, message_from_bytes(mail)))
    return found


def parties(mail: Message, *headers: str) -> list[Party]:
    """Everybody in these headers of a mail."""
    values = [value.replace("\n", "") for header in headers for value in mail.get_all(header, [])]
    return [Party(str(make_header(decode_header(name))), address) for name, address in getaddresses(values)]
