"""The normal form of a telephone number, by Google's libphonenumber rules."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberType
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number

from connectors.claims import Phone
from transforms.countries import is_country_code


class PhoneKeys(NamedTuple):
    """What the digits of a number tell, without asking anybody.

    e164: +country and number, None when no such number is possible; then all others are None.
    extension: digits behind a switchboard.
    country_code: ISO 3166 letters of the country that gives such numbers; None of a number of no country.
    kind: mobile, fixed, either (as in America, where nobody can tell), or service; None when not known.
    time_zone: the one time zone it can be in; None when there are several, as of many mobile numbers.
    """

    e164: str | None
    extension: str | None
    country_code: str | None = None
    kind: str | None = None
    time_zone: str | None = None


_KINDS: Final = {
    PhoneNumberType.MOBILE: "mobile", PhoneNumberType.PAGER: "mobile", PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "either", PhoneNumberType.VOIP: "either",
    PhoneNumberType.PERSONAL_NUMBER: "either", PhoneNumberType.TOLL_FREE: "service",
    PhoneNumberType.PREMIUM_RATE: "service", PhoneNumberType.SHARED_COST: "service", PhoneNumberType.UAN: "service",
    PhoneNumberType.VOICEMAIL: "service",
}  # fmt: skip


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
    code = phonenumbers.region_code_for_number(parsed)
    zones = time_zones_for_number(parsed)
    return PhoneKeys(
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        parsed.extension,
        code if code and is_country_code(code) else None,
        _KINDS.get(phonenumbers.number_type(parsed)),
        zones[0] if len(zones) == 1 and zones[0] != UNKNOWN_TIMEZONE else None,
    )
