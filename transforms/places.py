"""The normal form of a place: town and country, enough to tell whether two people may live near each other."""

from __future__ import annotations

from typing import NamedTuple

from connectors.claims import Place
from transforms.folding import fold


class PlaceKeys(NamedTuple):
    """locality_key, postcode_key: folded; country_key: ISO 3166 letters where the name is known, else folded."""

    locality_key: str | None
    postcode_key: str | None
    country_key: str | None


_COUNTRIES = {
    name: code
    for code, names in {
        "at": "austria,osterreich", "au": "australia", "be": "belgium,belgique,belgie,belgien", "br": "brazil,brasil",
        "ca": "canada,kanada", "ch": "switzerland,schweiz,suisse,svizzera", "cn": "china,prc",
        "cz": "czechia,czech republic",
        "de": "germany,deutschland,allemagne,ger,deu", "dk": "denmark,danmark", "es": "spain,espana,spanien",
        "fi": "finland,suomi", "fr": "france,frankreich",
        "gb": "united kingdom,uk,great britain,england,scotland,wales", "gr": "greece,hellas",
        "ie": "ireland,eire", "in": "india,indien", "it": "italy,italia,italien", "jp": "japan",
        "mx": "mexico", "nl": "netherlands,the netherlands,nederland,holland,niederlande", "no": "norway,norge",
        "nz": "new zealand", "pl": "poland,polska,polen", "pt": "portugal", "ru": "russia,russian federation",
        "se": "sweden,sverige,schweden", "tr": "turkey,turkiye", "ua": "ukraine", "vn": "vietnam,viet nam",
        "us": "united states,united states of america,usa,u s a,u s,america", "za": "south africa",
    }.items()
    for name in names.split(",")
}  # fmt: skip


def place_keys(claim: Place, region: str | None = None) -> PlaceKeys:
    """Keys of a place claim. The region is not used: a card without a country may be of any."""
    country = fold(claim.country or "")
    return PlaceKeys(
        fold(claim.locality or "") or None,
        fold(claim.postcode or "").replace(" ", "") or None,
        _COUNTRIES.get(country, country) or None,
    )
