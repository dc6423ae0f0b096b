"""Mail domains: which part of one somebody registered, and whether anyone can have a mailbox there.

The part comes from the public suffix list (publicsuffix.org) as the library bundles it, without the network; of a top
level that the list does not know the last two labels count. Providers come from `mailbox_providers.toml`.
"""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from publicsuffixlist import PublicSuffixList


class MailSite(NamedTuple):
    """mail_site: what the owner of a domain registered ("mail.acme.co.uk" -> "acme.co.uk"); None for a bare suffix.

    A domain that gives former students an address for life is a site of its own, within that of its school, and so is
    a relay within that of its maker (users.noreply.github.com).
    is_mailbox_site: whether it is known that addresses there are given to anyone, or for life.
    """

    mail_site: str | None
    is_mailbox_site: bool


class _Providers(NamedTuple):
    names: frozenset[str]
    domains: frozenset[str]
    lifelong: frozenset[str]


_LIST: Final = Path(__file__).parent / "mailbox_providers.toml"
_DOMAINS: Final = ("webmail", "access", "reserved")


@lru_cache(maxsize=100_000)
def mail_site(domain: str) -> MailSite:
    """The site of a domain in its normal form (lower case, IDNA), as `address_key` has it behind the @."""
    registered = registrable_domain(domain)
    if registered is None:
        return MailSite(None, False)
    providers = _providers()
    if domain in providers.domains or (domain != registered and domain.partition(".")[0] in providers.lifelong):
        return MailSite(domain, True)
    is_listed = registered in providers.domains or registered.partition(".")[0] in providers.names
    return MailSite(registered, is_listed)


def registrable_domain(domain: str) -> str | None:
    """One label more than the public suffix; None where there is none, and for a number such as 192.0.2.7."""
    if domain.rpartition(".")[2].isdecimal():
        return None
    registrable: str | None = _suffixes().privatesuffix(domain)
    return registrable


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _providers() -> _Providers:
    lists = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    domains = frozenset(domain for name in _DOMAINS for domain in lists[name].split())
    return _Providers(frozenset(lists["names"].split()), domains, frozenset(lists["lifelong"].split()))
