"""Makes one person after another: the cast as it is written, everybody else by chance.

A circle is how the owner knows someone: family, a university, an employer, partners, private.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .dice import Dice
from .lives import TABLES, TODAY, Addresses, employers, home, job, job_dates, letters, organisations
from .names import CULTURES, NICKNAMES, PersonName, forms, married_name, thrown_name
from .names import TABLES as CULTURE
from .people import Home, Job, Organisation, Person, Since, Study, held_on
from .phones import MOBILE, Exchange, Number

CAST: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cast.toml").read_text(encoding="utf-8"))

# circle: (people, home culture, its share, home city, earliest and latest year of birth)
CIRCLES: dict[str, tuple[int, str, float, str, int, int]] = {
    "family": (7, "german", 1.0, "Frankfurt am Main", 1950, 1990),
    "rheinfels": (68, "german", 0.5, "Köln", 1982, 1988),
    "thornbury": (30, "english", 0.25, "Manchester", 1983, 1989),
    "nordlicht": (42, "german", 0.45, "Hamburg", 1963, 1990),
    "kestrel": (48, "english", 0.35, "London", 1966, 1992),
    "auric": (46, "german", 0.35, "Berlin", 1966, 1999),
    "partners": (24, "german", 0.4, "Berlin", 1964, 1994),
    "private": (32, "german", 0.55, "Berlin", 1960, 1993),
}

# When the owner studied and worked there; the last employer is the one of today.
STUDIED = {"rheinfels": (2004, 2009), "thornbury": (2009, 2011)}
EMPLOYED = {
    "nordlicht": (date(2011, 10, 1), date(2014, 8, 31)),
    "kestrel": (date(2014, 10, 1), date(2018, 12, 31)),
    "auric": (date(2019, 2, 1), TODAY),
}


class Maker:
    """Makes people one after another; remembers which names, numbers and addresses are taken."""

    def __init__(self) -> None:
        self.exchange = Exchange()
        self.organisations = organisations(self.exchange)
        cast_emails = [email for person in (CAST["me"], *CAST["person"]) for email in person.get("emails", [])]
        self.addresses = Addresses(cast_emails + CAST["me"]["work_emails"])
        self.people: dict[str, Person] = {}
        self._taken_names: set[str] = {p.get("given", "") + p.get("family", "") for p in CAST["person"]}
        self._foreign: list[str] = []

    def culture(self, dice: Dice, circle: str) -> str:
        """The home culture of the circle, or the next of all cultures in turn, so that each has its people."""
        _, home_culture, share, *_ = CIRCLES[circle]
        if dice.chance(share):
            return home_culture
        if not self._foreign:
            self._foreign = Dice("cultures", str(len(self.people))).shuffled(CULTURES)
        return self._foreign.pop()

    def name(self, dice: Dice, culture: str, sex: str) -> PersonName:
        """A name nobody has yet: namesakes are made on purpose only."""
        for _ in range(500):
            name = thrown_name(dice, culture, sex)
            if name.given + name.family not in self._taken_names:
                self._taken_names.add(name.given + name.family)
                return name
        raise ValueError(f"names.toml has too few {culture} names for so many people; add some")

    def person(self, key: str, cast: dict[str, Any]) -> Person:
        """One person; `cast` holds what is not left to chance."""
        dice = Dice("person", key)
        circle = key.split("-")[0]
        *_, oldest, youngest = CIRCLES[circle]
        sex = cast.get("sex") or dice.pick(["f", "m"])
        culture = cast.get("culture") or self.culture(dice, circle)
        born = cast.get("born") or dice.day(date(oldest, 1, 1), date(youngest, 12, 31))
        names = self._cast_names(cast, sex, born) or self._thrown_names(dice, culture, sex, born)
        studies = self._studies(dice, circle, born)
        jobs = [] if circle == "family" and born.year < 1960 else self._jobs(dice, circle, cast, names, born)
        homes = self._homes(dice, cast, circle, studies, jobs, born)
        given = names[0][1].given
        nickname = cast.get("nickname") or (NICKNAMES.get(given, "") if dice.chance(0.6) else "")
        slug = f"{letters(names[-1][1].given)}-{letters(names[-1][1].family) or 'x'}-{dice.digits('0000###')}"
        return Person(
            key, circle, culture, sex, born, names,
            self._emails(dice, cast, names, born), self._mobiles(dice, homes), homes,
            self._met_on(dice, circle, studies, jobs), slug, jobs, studies, nickname,
            called=cast.get("called", ""), note=cast.get("note", ""), like=cast.get("like", ""),
            mailboxes=[f"info@{jobs[-1].organisation.domain}"] if cast.get("info") else [],
        )  # fmt: skip

    def _cast_names(self, cast: dict[str, Any], sex: str, born: date) -> Since[PersonName]:
        if not cast:
            return []
        given, native_given = forms(cast["given"], sex)
        suffix, middle = cast.get("suffix", ""), cast.get("middle", "")
        first = CULTURE[cast["culture"]].get("order") == "surname-first"

        def called(family: str) -> PersonName:
            roman, native = forms(family, sex)
            return PersonName(given, roman, middle, suffix, native_given, native, first)

        if "maiden" not in cast:
            return [(born, called(cast["family"]))]
        return [(born, called(cast["maiden"])), (cast["married"], called(cast["family"]))]

    def _thrown_names(self, dice: Dice, culture: str, sex: str, born: date) -> Since[PersonName]:
        names = [(born, self.name(dice, culture, sex))]
        wedding = dice.day(date(born.year + 25, 1, 1), date(born.year + 38, 12, 31))
        later = married_name(dice, names[0][1], culture, sex) if dice.chance(0.5) else None
        if later is not None and wedding < TODAY and later.given + later.family not in self._taken_names:
            self._taken_names.add(later.given + later.family)
            names.append((wedding, later))
        return names

    def _studies(self, dice: Dice, circle: str, born: date) -> list[Study]:
        if circle not in STUDIED:
            return []
        start, end = STUDIED[circle]
        begun = start + dice.number(-1, 1)
        school = self.organisations[circle]
        return [Study(school, dice.pick(TABLES["majors"][circle]), begun, begun + end - start + dice.number(-1, 1))]

    def _anchor(self, dice: Dice, circle: str, born: date) -> tuple[date, date] | None:
        """When a colleague was where the owner worked: the two overlap by half a year or more."""
        if circle not in EMPLOYED:
            return None
        since, until = EMPLOYED[circle]
        half_year = timedelta(days=183)
        earliest = max(date(since.year - 6, 1, 1), date(born.year + 23, 1, 1))
        latest = min(until, TODAY) - half_year
        start = dice.day(earliest, max(earliest, latest))
        last = min(TODAY, date(born.year + 65, 12, 31))
        end = start + timedelta(days=dice.number(500, 3600))
        return start, min(last, max(end, since + half_year, start + half_year))

    def _jobs(self, dice: Dice, circle: str, cast: dict[str, Any], names: Since[PersonName], born: date) -> list[Job]:
        anchor = self._anchor(dice, circle, born)
        fixed = self.organisations.get(cast.get("work") or circle)
        if "work" in cast:
            since = date(max(born.year + 27, cast.get("since", 2012)), 4, 1)
            anchor = (since, min(TODAY, date(born.year + 70, 12, 31)))
        queue = employers(dice, self.organisations, CIRCLES[circle][3])
        jobs = []
        for start, end, is_anchor in job_dates(dice, born, anchor):
            queue = [o for o in queue if o != fixed or circle in STUDIED]
            at: Organisation = fixed if is_anchor and fixed else queue.pop(0)
            email = self.addresses.work(held_on(names, start), at)
            made = job(dice, email, at, (start, end), start.year - born.year)
            jobs.append(made._replace(title=cast["title"]) if is_anchor and "title" in cast else made)
        return jobs

    def _homes(
        self, dice: Dice, cast: dict[str, Any], circle: str, studies: list[Study], jobs: list[Job], born: date
    ) -> Since[Home]:
        circle_city = CIRCLES[circle][3]
        if "household" in cast:
            return self.people[cast["household"]].homes
        if "city" in cast or circle == "private":
            return [(born, home(dice, self.exchange, cast.get("city", circle_city), always_landline="city" in cast))]
        moves = [(born, studies[0].school.city if studies else jobs[0].organisation.city if jobs else circle_city)]
        for made in jobs:
            city = made.organisation.city
            is_known_job = made.organisation.key in (circle, cast.get("work"))
            if city != moves[-1][1] and dice.chance(0.95 if is_known_job else 0.5):
                moves.append((made.start, city))
        return [(since, home(dice, self.exchange, city)) for since, city in moves]

    def _emails(self, dice: Dice, cast: dict[str, Any], names: Since[PersonName], born: date) -> Since[str]:
        if "emails" in cast:
            return [(date(born.year + 18 + 12 * n, 1, 1), email) for n, email in enumerate(cast["emails"])]
        emails = [(date(born.year + 17, 6, 1), self.addresses.private(dice, names[0][1], born))]
        if dice.chance(0.35):
            changed = dice.day(date(2010, 1, 1), date(2024, 12, 31))
            emails.append((changed, self.addresses.private(dice, held_on(names, changed), born)))
        return emails

    def _mobiles(self, dice: Dice, homes: Since[Home]) -> Since[Number]:
        """Most have one; a move to another country brings a new number, a move back none."""
        mobiles: dict[str, tuple[date, Number]] = {}
        if dice.chance(0.8):
            for since, where in homes:
                if where.country not in mobiles and (not mobiles or dice.chance(0.4)):
                    ranges = MOBILE.get(where.country, (TABLES["city"][where.city]["phone"],))
                    mobiles[where.country] = (since, self.exchange.number(*ranges))
        return list(mobiles.values())

    def _met_on(self, dice: Dice, circle: str, studies: list[Study], jobs: list[Job]) -> date:
        if circle == "family":
            return date(2004, 10, 1)
        if studies:
            start = STUDIED[circle][0]
            return dice.day(date(start, 10, 10), date(start + 2, 6, 30))
        if circle in EMPLOYED:
            shared = next(j for j in jobs if j.organisation.key == circle)
            together = max(shared.start, EMPLOYED[circle][0])
            return dice.day(together, min(together + timedelta(days=120), shared.end or TODAY))
        return dice.day(date(2011, 1, 1), date(2025, 6, 30))
