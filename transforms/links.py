"""The normal form of a web address, and whose kind of page it is."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

from connectors.claims import Link


class LinkKeys(NamedTuple):
    """What a link is compared by.

    url_key: the address without what does not tell pages apart.
    link_kind: the network's name for a profile on it, `organization` for a company's page there, else `website`.
    """

    url_key: str | None
    link_kind: str | None


_SCHEME = re.compile(r"^(?:(?:https?|ftp):)?/*", re.IGNORECASE)
_HOST = re.compile(r"[^\s/@:]+\.[^\s/@:.]+(?::\d+)?")
_PROFILE_PATHS = {
    "linkedin.com": ("linkedin", re.compile(r"(in/[^/]+|pub/[^/]+(?:/[0-9a-f]+){0,3})(?:/.*)?")),
    "github.com": ("github", re.compile(r"([^/]+)")),
    "gitlab.com": ("gitlab", re.compile(r"([^/]+)")),
    "orcid.org": ("orcid", re.compile(r"((?:\d{4}-){3}\d{3}[\dx])")),
    "x.com": ("x", re.compile(r"@?([^/]+)")),
    "facebook.com": ("facebook", re.compile(r"([^/]+)")),
    "instagram.com": ("instagram", re.compile(r"([^/]+)")),
    "xing.com": ("xing", re.compile(r"(profile/[^/]+)(?:/.*)?")),
    "bsky.app": ("bluesky", re.compile(r"(profile/[^/]+)")),
    "t.me": ("telegram", re.compile(r"([^/]+)")),
}
_SAME_HOST = {
    "twitter.com": "x.com",
    "mobile.twitter.com": "x.com",
    "fb.com": "facebook.com",
    "m.facebook.com": "facebook.com",
}
_ORGANIZATION = re.compile(r"(?:company|school|showcase)/.+")
_NOT_A_PROFILE = frozenset("home login about search explore hashtag profile.php groups pages share intent".split())


def link_keys(claim: Link, region: str | None = None) -> LinkKeys:
    """Keys of a link claim. The region is not used."""
    return _link(claim.url)


def url_key(text: str) -> str | None:
    """Host and path, lower-case where the site does not tell cases apart; None when there is no host."""
    return _link(text).url_key


def _link(text: str) -> LinkKeys:
    bare = _bare(text)
    while (again := _bare(bare)) != bare:
        bare = again
    host, _, path = bare.partition("/")
    host = _host(host)
    if not _HOST.fullmatch(host):
        return LinkKeys(None, None)
    if host not in _PROFILE_PATHS:
        return LinkKeys(f"{host}/{path}" if path else host, "website")
    kind, shape = _PROFILE_PATHS[host]
    path = path.lower()
    profile = shape.fullmatch(path)
    if profile and profile[1] not in _NOT_A_PROFILE:
        return LinkKeys(f"{host}/{profile[1]}", kind)
    kind = "organization" if _ORGANIZATION.fullmatch(path) else "website"
    return LinkKeys(f"{host}/{path}" if path else host, kind)


def _bare(text: str) -> str:
    """Without scheme, www, query, fragment, repeated and trailing slashes; percent signs decoded."""
    bare = unicodedata.normalize("NFC", unquote(text)).strip()
    bare = _SCHEME.sub("", bare).partition("#")[0].partition("?")[0]
    host, slash, path = bare.partition("/")
    host = host.rpartition("@")[2].lower().removesuffix(":443").removesuffix(":80").removeprefix("www.").strip(".")
    return (host + slash + re.sub("/{2,}", "/", path)).strip().rstrip("/")


def _host(host: str) -> str:
    """The site behind a country's or a telephone's door to it."""
    if host.endswith(".linkedin.com"):
        return "linkedin.com"
    return _SAME_HOST.get(host, host)
