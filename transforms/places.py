"""The normal form of a place: town and country, enough to tell whether two people may live near each other."""

from __future__ import annotations

from typing import NamedTuple

from connectors.claims import Place
from transforms.countries import country_code, country_code_of_address
from transforms.folding import fold


class PlaceKeys(NamedTuple):
    """Keys of a place.

    locality_key, postcode_key: folded. country_key: the small letters of ISO 3166 where the country is known, else its
    name folded. country_code: the capital letters; None when no country is named or its name is not known.
    """

    locality_key: str | None
    postcode_key: str | None
    country_key: str | None
    country_code: str | None


def place_keys(claim: Place, region: str | None = None) -> PlaceKeys:
    """Keys of a place claim. The region is not used: a card without a country may be of any."""
    code = country_code(claim.country) if claim.country else country_code_of_address(claim.text or "")
    return PlaceKeys(
        fold(claim.locality or "") or None,
        fold(claim.postcode or "").replace(" ", "") or None,
        code.lower() if code else fold(claim.country or "") or None,
        code,
    )
