"""The [[organization]] tables: what the owner knows of a company or a school and no source says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from transforms.countries import is_country_code
from transforms.domains import registrable_domain
from transforms.organizations import organization_words
from warehouse.settings_problems import Findings, Location, validated
from warehouse.settings_values import Text


def _domain(value: str) -> str:
    domain = value.lower()
    with suppress(UnicodeError):  # no domain then, as is said below
        domain = domain.encode("idna").decode("ascii")
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain) or registrable_domain(domain) is None:
        raise ValueError('should be a mail domain, such as "acme.example"')
    return domain


def _country(value: str) -> str:
    code = value.upper()
    if not is_country_code(code):
        hint = '; the United Kingdom is "GB"' if code == "UK" else ""
        raise ValueError(f'should be a country in the two letters of ISO 3166, such as "DE"{hint}')
    return code


def _name(value: str) -> str:
    if not organization_words(value):
        raise ValueError("should be the name of an organization")
    return value


Name = Annotated[Text, AfterValidator(_name)]
Domain = Annotated[Text, AfterValidator(_domain)]
Country = Annotated[Text, AfterValidator(_country)]


class Organization(BaseModel):
    """One [[organization]].

    formerly: names that it had before. domains: where its people have or had mail addresses, and all below them.
    country: ISO 3166, two letters. kind: what people are there for. size: how many people are there, more or less.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Name
    formerly: tuple[Name, ...] = ()
    domains: tuple[Domain, ...] = ()
    industry: Text | None = None
    country: Country | None = None
    kind: Literal["work", "education", "membership"] | None = None
    size: Annotated[int, Field(ge=1, strict=True)] | None = None


def organizations(tables: Mapping[str, Any], findings: Findings) -> Iterator[Organization]:
    """Each [[organization]] that is right; the others leave their problems in the findings.

    A name, however it is written, and a domain belong to one of them only.
    """
    tables_of_organizations = tables.get("organization")
    taken: dict[str, int] = {}
    for position, table in enumerate(tables_of_organizations if isinstance(tables_of_organizations, list) else ()):
        location = ("organization", position)
        if not isinstance(table, dict):
            findings.add(location, "should be a table: [[organization]]")
            continue
        found = validated(Organization, table, location, findings)
        if found is None:
            continue
        keys: dict[Location, str | None] = {("name",): organization_words(found.name)}
        keys |= {("formerly", at): organization_words(name) for at, name in enumerate(found.formerly)}
        keys |= {("domains", at): domain for at, domain in enumerate(found.domains)}
        for key, said in keys.items():
            other = taken.setdefault(str(said), position)
            if other != position:
                findings.add((*location, *key), f"is also said of organization {other + 1}")
        yield found
