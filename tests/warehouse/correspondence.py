"""Mails as claims, written in one line each, for tests of what conversations come to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from connectors.claims import Email, Interaction, Name, Party, Reference
from connectors.mail_message import mailbox_subject

Role = Literal["from", "sender", "reply_to", "to", "cc", "bcc"]

OWNER: dict[str, list[Any]] = {"me": [Name("me", "Cy Moss"), Email("me", "cy@moss.example")]}
CY = "Cy Moss <cy@moss.example>"
ADA = "Ada Byron <ada@byron.example>"
BOB = "Bob Stone <bob@stone.example>"
CARLA = "Carla Reyes <carla@reyes.example>"


def mail(
    key: str,
    sent_at: str | None,
    sender: str,
    *to: str,
    cc: Sequence[str] = (),
    sender_field: str | None = None,
    answers: Sequence[str] = (),
    **header: Any,
) -> list[Any]:
    """The claims of one mail. Mailboxes are written `Name <address>`, or the address alone.

    answers: keys of earlier ones, the nearest last. header: other fields of the interaction.
    """
    moment = None if sent_at is None else datetime.fromisoformat(sent_at)
    shown: list[tuple[Role, Sequence[str]]] = [("from", [sender]), ("to", to), ("cc", cc)]
    if sender_field:
        shown.append(("sender", [sender_field]))
    return [
        Interaction(f"mid:{key}", "mail", moment, **header),
        *(
            _party(f"mid:{key}", role, position, mailbox)
            for role, mailboxes in shown
            for position, mailbox in enumerate(mailboxes, 1)
        ),
        *(Reference(f"mid:{key}", f"mid:{each}", position) for position, each in enumerate(answers, 1)),
    ]


def subject(mailbox: str) -> str:
    """The subject key that mail readers give a mailbox."""
    name, address = _split(mailbox)
    return mailbox_subject(address, name)


def _party(interaction: str, role: Role, position: int, mailbox: str) -> Party:
    name, address = _split(mailbox)
    return Party(mailbox_subject(address, name), interaction, role, position, name, address)


def _split(mailbox: str) -> tuple[str | None, str]:
    shown = re.fullmatch(r"(.*?) ?<(.*)>", mailbox)
    return (shown[1] or None, shown[2]) if shown else (None, mailbox)
