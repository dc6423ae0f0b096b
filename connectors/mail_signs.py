"""What in a header tells mail of people from mail of lists and machines: kept as written, judged by the models."""

from __future__ import annotations

import re
from typing import Final

from connectors.claims import Interaction
from connectors.mail_addresses import mailboxes
from connectors.mail_folders import purposes
from connectors.mail_headers import Fields

_BRACKETED: Final = re.compile(r"<\s*([^<>]*?)\s*>")
_MAIL_LINK: Final = re.compile(r"mailto:([^?>\s]+)", re.IGNORECASE)
# Not X-Auto-Response-Suppress: it asks receivers not to answer by program, and Exchange puts it on ordinary mail.
_SAYS_AUTOMATIC: Final = (
    *("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-response", "x-fc-machinegenerated"),
    *("x-cron-env", "x-vacation"),
)
_DAEMON: Final = re.compile(r"(?:mailer-daemon|postmaster)(?:@|\Z)", re.IGNORECASE)
_CALENDAR: Final = re.compile(
    r"text/calendar\b|;\s*method\s*=\s*\"?(?:request|reply|cancel|counter|refresh|add)\b", re.IGNORECASE
)
_CALENDAR_CLASS: Final = "urn:content-classes:calendarmessage"


def signs(found: Fields, mail: Interaction) -> Interaction:
    """The interaction with what the header says of its topic, its thread, and the machines it went through."""
    content_type = found.text("content-type")
    return mail._replace(
        topic=found.words("subject") or None,
        conversation=found.text("x-gm-thrid").strip() or None,
        list_id=_list_id(found),
        list_post=_list_post(found),
        precedence=found.words("precedence") or None,
        auto_submitted=_auto_submitted(found),
        can_unsubscribe="list-unsubscribe" in found,
        is_bounce=_is_bounce(found, content_type),
        is_calendar=bool(_CALENDAR.search(content_type))
        or found.text("content-class").strip().lower() == _CALENDAR_CLASS,
        is_draft=_is_draft(found),
    )


def spam_or_trash(found: Fields) -> str | None:
    """Which of the two a mail is in, when the labels that Gmail exports with it say so."""
    kept_as = purposes(found.words("x-gmail-labels").split(","))
    return next((purpose for purpose in ("spam", "trash") if purpose in kept_as), None)


def _list_id(found: Fields) -> str | None:
    """The id in List-Id, or what older lists write instead."""
    for field in ("list-id", "x-beenthere", "x-mailing-list", "mailing-list"):
        if field in found:
            said = found.words(field)
            bracketed = _BRACKETED.findall(said)
            if told := (bracketed[-1] if bracketed and bracketed[-1] else said):
                return str(told)
    return None


def _list_post(found: Fields) -> str | None:
    link = _MAIL_LINK.search(found.text("list-post"))
    return link[1] if link else None


def _auto_submitted(found: Fields) -> str | None:
    """The word in Auto-Submitted; without one, the field of other programs that says the same. "no" means nothing."""
    said = found.words("auto-submitted").partition(";")[0].strip().lower()
    if said and said != "no":
        return said
    return next((field for field in _SAYS_AUTOMATIC if field in found), None)


def _is_bounce(found: Fields, content_type: str) -> bool:
    if found.text("return-path").strip() == "<>" or "x-failed-recipients" in found:
        return True
    if content_type.strip().lower().startswith("multipart/report"):
        return True
    written = found.text("from")
    named = [mailbox.address or "" for mailbox in mailboxes(written).mailboxes] or [written.strip()]
    return any(_DAEMON.match(address) for address in named)


def _is_draft(found: Fields) -> bool:
    if "x-mozilla-draft-info" in found or found.text("x-unsent").strip() == "1":
        return True
    if found.text("x-uniform-type-identifier").strip() == "com.apple.mail-draft" or "T" in found.text("x-status"):
        return True
    return "drafts" in purposes(found.words("x-gmail-labels").split(","))
