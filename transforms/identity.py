"""Profile ids: names for subjects that do not tell who they are, even to one who can guess the address."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable
from hashlib import blake2b

_BYTES = 10
"""80 bits: 16 letters without padding; a million profiles meet with probability 4e-13."""
_LETTERS = 16


def profile_ids(key: bytes, subjects: Iterable[tuple[str, str]]) -> list[str]:
    """One id of 16 lower-case base32 characters per (source, subject), in order.

    key: at most 64 secret bytes, the same for the life of an archive: without it the ids can't be recomputed.
    """
    keyed = blake2b(key=key, digest_size=_BYTES)
    digests = []
    for source, subject in subjects:
        hashed = keyed.copy()
        name = source.encode("utf-8", "surrogatepass")
        hashed.update(b"%d:%b" % (len(name), name))  # the length keeps ("ab", "c") and ("a", "bc") apart
        hashed.update(subject.encode("utf-8", "surrogatepass"))
        digests.append(hashed.digest())
    letters = b32encode(b"".join(digests)).decode("ascii").lower()  # 10 bytes are 16 letters, so one call serves all
    return [letters[start : start + _LETTERS] for start in range(0, len(letters), _LETTERS)]
