"""The normal form of a telephone number, by Google's libphonenumber rules."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from connectors.claims import Phone


class PhoneKeys(NamedTuple):
    """e164: +country and number, None when no such number is possible; extension: digits behind a switchboard."""

    e164: str | None
    extension: str | None


def phone_keys(claim: Phone, region: str | None = None) -> PhoneKeys:
    """Keys of a phone claim; region (ISO 3166, two letters) reads numbers written without their country."""
    return _parsed(claim.number, region)


@lru_cache(maxsize=1 << 17)  # libphonenumber takes 30-90 µs a number, and a person's numbers come in many records
def _parsed(number: str, region: str | None) -> PhoneKeys:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return PhoneKeys(None, None)
    if not phonenumbers.is_possible_number(parsed):
        return PhoneKeys(None, None)
    return PhoneKeys(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), parsed.extension)
