"""The normal forms of claims: columns that staging adds, so that equal things compare equal.

Every function here is pure, and normalising what is normal changes nothing. What a claim class is not listed for has
no normal form; its staged table has the claim's own fields only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, get_type_hints

from connectors.claims import Affiliation, Email, Identifier, Interaction, Link, Name, Party, Phone, Place, Relation
from transforms.addresses import EmailKeys, email_keys
from transforms.contact import InteractionKeys, PartyKeys, interaction_keys, party_keys
from transforms.folding import fold
from transforms.links import LinkKeys, link_keys
from transforms.names import NameKeys, name_key, name_keys
from transforms.organizations import AffiliationKeys, affiliation_keys
from transforms.phones import PhoneKeys, phone_keys
from transforms.places import PlaceKeys, place_keys


class RelationKeys(NamedTuple):
    """relation_key: the folded word for the tie; name_key: of the person it names."""

    relation_key: str | None
    name_key: str | None


class IdentifierKeys(NamedTuple):
    """scheme_key, value_key: folded; blanks and punctuation in a number tell nothing apart."""

    scheme_key: str | None
    value_key: str | None


class NormalForm(NamedTuple):
    """columns: the NamedTuple class of the extra columns; derive: (claim, region) -> an instance of it."""

    columns: type[Any]
    derive: Callable[[Any, str | None], tuple[Any, ...]]


def relation_keys(claim: Relation, region: str | None = None) -> RelationKeys:
    """Keys of a relation claim. The region is not used."""
    return RelationKeys(fold(claim.relation) or None, name_key(claim.name))


def identifier_keys(claim: Identifier, region: str | None = None) -> IdentifierKeys:
    """Keys of an identifier claim. The region is not used."""
    return IdentifierKeys(fold(claim.scheme) or None, fold(claim.value).replace(" ", "") or None)


NORMAL_FORMS: dict[type[Any], NormalForm] = {
    Name: NormalForm(NameKeys, name_keys),
    Email: NormalForm(EmailKeys, email_keys),
    Phone: NormalForm(PhoneKeys, phone_keys),
    Link: NormalForm(LinkKeys, link_keys),
    Place: NormalForm(PlaceKeys, place_keys),
    Affiliation: NormalForm(AffiliationKeys, affiliation_keys),
    Relation: NormalForm(RelationKeys, relation_keys),
    Identifier: NormalForm(IdentifierKeys, identifier_keys),
    Interaction: NormalForm(InteractionKeys, interaction_keys),
    Party: NormalForm(PartyKeys, party_keys),
}


def normal_columns(claim_type: type[Any]) -> dict[str, Any]:
    """Name -> annotation of the columns that the normal form adds to a claim class, in order; empty for none."""
    form = NORMAL_FORMS.get(claim_type)
    return get_type_hints(form.columns) if form else {}


def normalised(claim: Any, region: str | None = None) -> tuple[Any, ...]:
    """The values of `normal_columns(type(claim))` for this claim; region reads phone numbers without a country."""
    form = NORMAL_FORMS.get(type(claim))
    return form.derive(claim, region) if form else ()
