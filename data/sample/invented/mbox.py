"""The owner's mailbox: four folders, each an mbox as Thunderbird and Apple Mail export it."""

from __future__ import annotations

from datetime import date

from .correspondence import correspondence
from .dice import Dice
from .export import Export, csv_text
from .headers import header, mbox_date
from .mail import Mail
from .oddities import oddities
from .people import World
from .postings import postings

FOLDERS = ("Archive", "Inbox", "Lists", "Sent")
TIDIED_UNTIL = date(2025, 6, 30)
"""What came before lies in the archive."""


def mailbox_files(world: World) -> tuple[list[Export], str]:
    """The four files, and the truth about them: whose each address under each display name is."""
    letters = correspondence(world)
    mails = [*letters, *postings(world), *oddities(world, letters)]
    mails.sort(key=lambda mail: (mail.sent_at, mail.message_id, mail.folder))
    files = []
    for folder in FOLDERS:
        text = "".join(_mbox(mail) for mail in mails if folder in _folders(mail))
        files.append(Export(f"inbox/mail/{folder}.mbox", text.encode(), {}))
    return files, _truth(mails)


def _folders(mail: Mail) -> set[str]:
    """Where a mail lies; now and then a program copies it instead of moving it."""
    if mail.folder:
        return {mail.folder}
    own = "Sent" if mail.sender.key == "me" else "Archive" if mail.sent_at.date() <= TIDIED_UNTIL else "Inbox"
    dice = Dice("copied", mail.message_id)
    return {own, "Archive"} if dice.chance(0.05) else {own, "Inbox"} if dice.chance(0.02) else {own}


def _mbox(mail: Mail) -> str:
    """One mail behind its From line; a line of its body that looks like one is set off (>From)."""
    return f"From {mail.sender.address} {mbox_date(mail.sent_at)}\n{header(mail)}\n{_set_off(mail.text)}\n\n"


def _set_off(text: str) -> str:
    return f">{text}" if text.startswith("From ") else text


def _truth(mails: list[Mail]) -> str:
    """Whose an address is, under each display name and without one; two people's when they share it.

    A key as in truth.csv; `robot-…`, `list-…`, `office-…` and `place-…` are no people.
    """
    boxes = {box for mail in mails for box in mail.parties}
    rows = sorted({(box.address, name, box.key) for box in boxes for name in (box.name, "")})
    return csv_text(["address", "name", "key"], rows)
