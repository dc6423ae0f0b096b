"""The normal form of an organisation's name: without its legal form."""

from __future__ import annotations

from typing import NamedTuple

from connectors.claims import Affiliation
from transforms.folding import fold


class AffiliationKeys(NamedTuple):
    """organization_key: the folded name without legal form; None when nothing is left."""

    organization_key: str | None


_LEGAL_FORMS = frozenset(
    "inc incorporated corp corporation co company ltd limited llc llp lp plc pty pvt "
    "gmbh mbh ag kg kgaa ohg ug ev eg se "
    "sa sas sarl srl spa sl slu bv nv ab asa oy oyj aps kft zrt sro doo ooo oao zao kk jsc ltda cv as".split()
)
_LEGAL_FORMS_IN_LETTERS = frozenset(map(tuple, "ev eg sa spa srl bv nv llc doo sl sro".split()))


def affiliation_keys(claim: Affiliation, region: str | None = None) -> AffiliationKeys:
    """Keys of an affiliation claim. The region is not used."""
    return AffiliationKeys(organization_key(claim.organization))


def organization_key(text: str) -> str | None:
    """Name without legal form ("The Acme Works GmbH & Co. KG" -> "acme works"); its own result it leaves alone."""
    words = [word for word in fold(text.replace("&", " and ")).split(" ") if word]
    while len(words) > 1 and words[0] == "the":
        words.pop(0)
    while len(words) > 1 and (length := _legal_form_length(words)):
        del words[-length:]
    return " ".join(words) or None


def _legal_form_length(words: list[str]) -> int:
    """How many words at the end are legal form; "and" goes with the form behind it ("& Co")."""
    if words[-1] in _LEGAL_FORMS or words[-1] == "and":
        return 1
    return next((n for n in (2, 3) if len(words) > n and tuple(words[-n:]) in _LEGAL_FORMS_IN_LETTERS), 0)
