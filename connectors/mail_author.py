"""Who takes part in a mail, and who wrote it when a list put its own address in the author's place.

Lists do that where the author's domain asks receivers to refuse what others pass on (DMARC):

    From: Ada Byron via Friends <friends@lists.example>     who wrote it stands in X-Original-From, Reply-To or Cc
"""

from __future__ import annotations

import re
from typing import Final, Literal

from connectors.claims import Rejected
from connectors.mail_addresses import Mailbox, mailboxes
from connectors.mail_headers import Fields

Role = Literal["from", "sender", "reply_to", "to", "cc", "bcc"]
TookPart = tuple[Role, int, Mailbox]
"""The role, the place among those of the role (from 1), and who."""

ROLES: Final[dict[Role, str]] = {
    "from": "From",
    "sender": "Sender",
    "reply_to": "Reply-To",
    "to": "To",
    "cc": "Cc",
    "bcc": "Bcc",
}

_VIA: Final = re.compile(r"(?:['\"]?(?P<author>.*?)['\"]?\s+)?\(?via\s+\S", re.DOTALL)
_OF_A_LIST: Final = ("list-id", "list-post", "x-beenthere", "mailing-list")


def parties(found: Fields) -> tuple[list[TookPart], list[Rejected]]:
    """Everyone named in the fields of ROLES, and the fields in which someone is named without an address."""
    shown: dict[Role, list[Mailbox]] = {}
    problems = []
    for role, field in ROLES.items():
        members = [mailboxes(text) for text in found.texts(field.lower())]
        shown[role] = [mailbox for member in members for mailbox in member.mailboxes]
        if any(member.has_others for member in members):
            problems.append(Rejected("someone without an address", field))
    if any("via " in (mailbox.name or "") for mailbox in shown["from"]):
        _put_authors_back(found, shown)
    took_part = [
        (role, position, mailbox)
        for role, members in shown.items()
        for position, mailbox in enumerate(members, start=1)
    ]
    return took_part, problems


def _put_authors_back(found: Fields, shown: dict[Role, list[Mailbox]]) -> None:
    """Let the author be the one who wrote; the address that passed it on is the sender's, and nobody's name."""
    for at, mailbox in enumerate(shown["from"]):
        said = _VIA.match(mailbox.name or "")
        if said is None:
            continue
        relay = Mailbox(None, mailbox.address)
        author = _author(found, shown, said["author"] or "", mailbox)
        shown["from"][at] = author or relay
        if author and not shown["sender"]:
            shown["sender"] = [relay]


def _author(found: Fields, shown: dict[Role, list[Mailbox]], name: str, relay: Mailbox) -> Mailbox | None:
    for field in ("x-original-from", "x-original-sender"):
        for mailbox in mailboxes(found.text(field)).mailboxes:
            if mailbox.address and mailbox.address != relay.address:
                return mailbox if mailbox.name else mailbox._replace(name=name or None)
    if any(field in found for field in _OF_A_LIST):  # elsewhere an answer goes to a relay that only looks like someone
        for mailbox in shown["reply_to"] + shown["cc"]:
            if mailbox.name and mailbox.name.casefold() == name.casefold() and mailbox.address != relay.address:
                return mailbox
    return None
