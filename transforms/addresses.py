"""The normal form of an e-mail address."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from connectors.claims import Email
from transforms.domains import mail_site


class EmailKeys(NamedTuple):
    """address_key: the address as a mail server would compare it, None when it is none; domain: its right side.

    mail_site: the part of the domain that its owner registered, see `transforms.domains`.
    is_mailbox_site: whether it is known that anyone can have an address there.
    """

    address_key: str | None = None
    domain: str | None = None
    mail_site: str | None = None
    is_mailbox_site: bool | None = None


_LOCAL = re.compile(r"[^\s@<>(),;:\\\"\[\]]+")
_DOMAIN = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")


def email_keys(claim: Email, region: str | None = None) -> EmailKeys:
    """Keys of an e-mail claim. The region is not used."""
    key = address_key(claim.address)
    if key is None:
        return EmailKeys()
    domain = key.rpartition("@")[2]
    return EmailKeys(key, domain, *mail_site(domain))


def address_key(text: str) -> str | None:
    """Trimmed, out of `mailto:` and angle brackets, lower-case, its domain in IDNA; None for what is no address.

    Case counts for nothing on the left side either: no provider in use tells Ada@ from ada@.
    Dots and +tags stay: what they mean is the provider's affair.
    """
    address = text.strip().lower()
    if "<" in address:
        address = address.rpartition("<")[2].partition(">")[0]
    if address.startswith("mailto:"):
        address = address[7:].partition("?")[0]
    local, _, domain = address.strip(" .,;'").rpartition("@")
    local = local.strip('"')
    if not address.isascii():
        local, domain = unicodedata.normalize("NFKC", local.casefold()), _ascii_domain(domain)
    domain = domain.rstrip(".")
    if _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain):
        return f"{local}@{domain}"
    return None


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
