"""The people of a warehouse as address books know them: the current values of each, best first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import duckdb


class Labelled(NamedTuple):
    """A value and what sources call it: ("+4917604069017", ("cell",))."""

    value: str
    labels: tuple[str, ...]


class Address(NamedTuple):
    """A place where they live or work; what no source tells is "". text: the whole, where no source splits it."""

    street: str
    locality: str
    region: str
    postcode: str
    country: str
    text: str
    labels: tuple[str, ...]


class Contact(NamedTuple):
    """One person. birthday: year, month and day, 0 for what is unknown. nicknames: other names, former ones too."""

    person_id: str
    name: str
    given: str
    family: str
    nicknames: tuple[str, ...]
    emails: tuple[Labelled, ...]
    phones: tuple[Labelled, ...]
    addresses: tuple[Address, ...]
    links: tuple[Labelled, ...]
    organization: str
    title: str
    birthday: tuple[int, int, int]


def contacts(connection: duckdb.DuckDBPyConnection, only: str | None = None) -> Iterator[Contact]:
    """Everyone whom a source still has, the owner too, by person_id; a thousand are held at a time.

    connection: an open warehouse. only: a query with a column person_id, of whom alone. Who has no name is called by
    address or number. Raises duckdb.Error when the query can't be run.
    """
    chosen = f"and person_id in (select person_id from ({only}\n))" if only else ""
    result = connection.execute(_CONTACTS.format(chosen=chosen))
    while rows := result.fetchmany(1000):
        for row in rows:
            person_id, name, given, family, nicknames, emails, phones, addresses, links, *rest = row
            organization, title, *birthday = rest
            yield Contact(
                person_id,
                name,
                given,
                family,
                tuple(nicknames),
                _labelled(emails),
                _labelled(phones),
                tuple(Address(**(each | {"labels": tuple(each["labels"])})) for each in addresses),
                _labelled(links),
                organization,
                title,
                (birthday[0], birthday[1], birthday[2]),
            )


def _labelled(values: list[dict[str, Any]]) -> tuple[Labelled, ...]:
    return tuple(Labelled(each["value"], tuple(each["labels"])) for each in values)


_CONTACTS = """
with
  email as (
    select
      person_id,
      list({{value: email, labels: labels}} order by is_best desc, email_key) as emails
    from person_email
    where is_current
    group by person_id
  ),
  phone as (
    select
      person_id,
      list({{
        value: coalesce(e164 || coalesce(';ext=' || extension, ''), phone),
        labels: labels
      }} order by is_best desc, phone_key) as phones
    from person_phone
    where is_current
    group by person_id
  ),
  address as (
    select
      person_id,
      list({{
        street: coalesce(street, ''),
        locality: coalesce(locality, ''),
        region: coalesce(region, ''),
        postcode: coalesce(postcode, ''),
        country: coalesce(country, ''),
        text: coalesce("text", ''),
        labels: labels
      }} order by is_best desc, street, locality, postcode, country, "text") as addresses
    from person_place
    where is_current
    group by person_id
  ),
  page as (
    select
      person_id,
      list({{value: url, labels: labels}} order by is_best desc, url_key) as links
    from person_link
    where is_current
    group by person_id
  ),
  other_name as (
    select
      person_id,
      list(name order by name_key) as names
    from person_name
    where is_current
      and not is_best
      and list_has_any(kinds, ['nickname'])
    group by person_id
  )
select
  person_id,
  coalesce(person.name, person.email, person.phone, 'Unknown'),
  coalesce(person.given_name, ''),
  coalesce(person.family_name, ''),
  coalesce(other_name.names, []),
  coalesce(email.emails, []),
  coalesce(phone.phones, []),
  coalesce(address.addresses, []),
  coalesce(page.links, []),
  coalesce(person.organization, ''),
  coalesce(person.title, ''),
  coalesce(person.birth_year, 0),
  coalesce(person.birth_month, 0),
  coalesce(person.birth_day, 0)
from person
left join email using (person_id)
left join phone using (person_id)
left join address using (person_id)
left join page using (person_id)
left join other_name using (person_id)
where person.is_current
  {chosen}
order by person_id
"""
