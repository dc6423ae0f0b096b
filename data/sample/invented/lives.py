"""Jobs, homes and addresses over a lifetime, thrown around what is known about a person."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .dice import Dice
from .names import PersonName, plain
from .people import Home, Job, Organisation
from .phones import Exchange

TABLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "organisations.toml").read_text(encoding="utf-8"))
TODAY = date(2026, 6, 30)
RETIREMENT_AGE = 66
LANDLINE = {"Germany": 0.6, "United Kingdom": 0.4, "France": 0.5}
"""How many homes have a landline; few elsewhere."""


def organisations(exchange: Exchange) -> dict[str, Organisation]:
    """Every employer and school by key, each with a switchboard of its own."""
    return {
        key: Organisation(key, name, domain, city, trade, exchange.number(TABLES["city"][city]["phone"]))
        for key, (name, domain, city, trade) in TABLES["organisation"].items()
    }


def letters(text: str) -> str:
    """What of a name can stand in an address: Jørgensen -> jorgensen, Müller -> mueller, D'Angelo -> dangelo."""
    return "".join(sign for sign in plain(text, german=True).lower() if sign.isascii() and sign.isalnum())


def local_parts(name: PersonName) -> list[str]:
    """The local parts one would try for this name, the most usual first."""
    given, family = letters(name.given.split()[0]), letters(name.family)
    if not family:
        return [given]
    return [f"{given}.{family}", f"{given[0]}.{family}", f"{given}{family}", f"{family}.{given}", f"{given[0]}{family}"]


class Addresses:
    """Gives every e-mail address once."""

    def __init__(self, taken: list[str]) -> None:
        self._taken = set(taken)

    def _first_free(self, locals_: list[str], domain: str) -> str:
        numbered = [f"{local}{n}" for n in range(2, 20) for local in locals_[:1]]
        free = next(f"{x}@{domain}" for x in (*locals_, *numbered) if f"{x}@{domain}" not in self._taken)
        self._taken.add(free)
        return free

    def private(self, dice: Dice, name: PersonName, born: date) -> str:
        """A private address: a provider's domain, the name in some form, now and then a year."""
        tries = dice.shuffled(local_parts(name))
        if dice.chance(0.25):
            tries.insert(0, f"{letters(name.given)}{born.year % 100:02}")
        return self._first_free(tries, dice.pick(TABLES["mailbox"]["domains"]))

    def work(self, name: PersonName, organisation: Organisation) -> str:
        """An address at an organisation, made by the rule of the house."""
        tries = local_parts(name)
        rule = Dice("address rule", organisation.key).pick([0, 0, 1, 4]) % len(tries)
        return self._first_free([tries[rule], *tries], organisation.domain)


def home(dice: Dice, exchange: Exchange, city: str, always_landline: bool = False) -> Home:
    """A flat or a house in that city."""
    place = TABLES["city"][city]
    street = dice.pick(TABLES["streets"][place["streets"]])
    number = dice.number(1, 140)
    written = f"{street} {number}" if place["country"] in ("Germany", "Sweden") else f"{number} {street}"
    has_landline = dice.chance(LANDLINE.get(place["country"], 0.1)) or always_landline
    landline = exchange.number(place["phone"]) if has_landline else None
    return Home(written, dice.digits(place["postcode"]), city, place["region"], place["country"], landline)


def periods(dice: Dice, start: date, end: date) -> list[tuple[date, date]]:
    """The time between two days, cut into jobs of three to ten years with short gaps."""
    cut: list[tuple[date, date]] = []
    while (end - start).days > 500:
        last = min(end, start + timedelta(days=dice.number(1000, 3600)))
        if (end - last).days < 400:
            last = end
        cut.append((start, last))
        start = last + timedelta(days=dice.number(1, 120))
    return cut


def employers(dice: Dice, known: dict[str, Organisation], city: str) -> list[Organisation]:
    """Every employer in an order of thrown preference; those in the person's own country come up more often."""
    country = TABLES["city"][city]["country"]
    every = dice.shuffled([o for o in known.values() if o.trade != "school"])
    return sorted(every, key=lambda o: TABLES["city"][o.city]["country"] != country and dice.chance(0.75))


def title(dice: Dice, organisation: Organisation, age: int) -> str:
    """A title of the trade; the tables list them by standing, the young take the first ones."""
    titles = TABLES["titles"][organisation.trade]
    reach = len(titles) if age >= 36 else max(2, len(titles) // 2)
    return str(dice.pick(titles[:reach]))


def first_job_on(dice: Dice, born: date) -> date:
    """When working life begins."""
    return date(born.year + dice.number(22, 26), dice.number(1, 12), 1)


def job_dates(dice: Dice, born: date, anchor: tuple[date, date] | None) -> list[tuple[date, date, bool]]:
    """(start, end, is the anchor) of all jobs until today or retirement, around the one that is given."""
    begin = first_job_on(dice, born)
    last = min(TODAY, date(born.year + RETIREMENT_AGE, 6, 30))
    if anchor is None:
        return [(start, end, False) for start, end in periods(dice, begin, last)]
    start, end = anchor
    before = periods(dice, begin, start - timedelta(days=dice.number(10, 90)))
    after = periods(dice, end + timedelta(days=dice.number(10, 90)), last)
    return [(s, e, False) for s, e in before] + [(start, end, True)] + [(s, e, False) for s, e in after]


def job(dice: Dice, email: str, at: Organisation, dates: tuple[date, date], age: int) -> Job:
    """A job; one that lasts until today has no end."""
    start, end = dates
    return Job(at, title(dice, at, age), email, start, None if end >= TODAY else end)
