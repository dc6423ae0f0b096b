"""Who there is in a world: organizations with their domains, and people with their careers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.truth_world import words
from tests.truth_world.careers import after, around, overlapping, own_career
from tests.truth_world.life import Organization, Person, Stay, World
from tests.truth_world.shape import Shape
from tests.truth_world.spelling import bare, left_side, letters, spelled_out

DAY = timedelta(days=1)
CIRCLES = {"school-0": 44, "school-1": 8, "client": 26, "private": 10, "beyond": 44, "alumni": 40}
"""How many people of each circle there are, besides those of the owner's own firms."""


def organizations(chance: Random, shape: Shape, renamed_on: date) -> dict[str, Organization]:
    """Fourteen firms; two of them are called as a part of another is, and one was called otherwise before a day."""
    names = chance.sample(words.FIRMS, 10)
    names += [name for pair in chance.sample(words.NESTED, 2) for name in pair]
    legal = words.ENGLISH_FORMS if shape.language == "english" else words.GERMAN_FORMS
    firms = {}
    for number, name in enumerate(names):
        form = chance.choice(legal)
        forms = (
            f"{name} {form}",
            name,
            name.upper(),
            f"{name}, {form}" if form == "Inc." else f"{name} {form.lower()}",
        )
        domain = _domain(shape.mail_words, name, is_nested=number >= 10)
        firms[f"firm-{number}"] = Organization(
            f"firm-{number}", forms, domain, shape.styles[number % len(shape.styles)]
        )
    firms["firm-5"] = replace(firms["firm-5"], former=chance.choice(words.FORMER), renamed_on=renamed_on)
    return firms


def schools(chance: Random) -> dict[str, Organization]:
    """Two schools."""
    return {
        f"school-{number}": Organization(f"school-{number}", (name,), f"{letters(name, '-')}.example")
        for number, name in enumerate(chance.sample(words.SCHOOLS, 2))
    }


def cast(world: World, chance: Random, shape: Shape) -> None:
    """Puts people into the world, around the owner's own stations."""
    names, firms = _names(chance, shape), list(world.organizations)
    mine = [firms[0], firms[10], firms[1], firms[2]]
    given, family = next(names)
    world.me = Person("me", given, family, [], own_career(chance, world.today, mine))
    world.me.emails = [f"{letters(given)}@{letters(family)}.example", f"{letters(given)}.{letters(family)}@example.org"]
    begun = world.me.posts[0].start.year - chance.choice([5, 6])
    world.me.studies = [
        Stay("school-0", date(begun, 10, 1), date(begun + chance.choice([4, 5]), 9, 30), "Diplom"),
        Stay("school-1", date(begun + 7, 9, 1), date(begun + 9, 6, 30), "MBA", is_part_time=True),
    ]
    others = firms[3:10] + firms[11:]
    for own, count in zip(world.me.posts, (34, 40, 6, 36), strict=True):
        for _ in range(count):
            stay = overlapping(chance, world.today, own)
            _add(world, chance, shape, *next(names), own.where, around(chance, world.today, stay, others))
    for where, count in CIRCLES.items():
        for _ in range(count):
            begun_on = date(world.today.year - chance.randint(1, 14), chance.randint(1, 12), chance.randint(1, 28))
            first = Stay(chance.choice(others), begun_on, begun_on + DAY * chance.randint(500, 4200), "Consultant")
            if first.end is not None and first.end >= world.today:
                first = first._replace(end=None)
            person = _add(
                world, chance, shape, *next(names), where, [first, *after(chance, world.today, first, others)]
            )
            if where in ("school-0", "school-1", "alumni"):
                person.studies = [_studied(chance, world, "school-1" if where == "school-1" else "school-0")]
    _namesakes(world, chance)
    for person in world.people.values():
        _give(world, chance, shape, person)
    for person in chance.sample([person for person in world.people.values() if person.linked_on], 3):
        person.stale_since = person.linked_on


def _names(chance: Random, shape: Shape) -> Iterator[tuple[str, str]]:
    """Names in an order of chance, none twice."""
    german = (words.GERMAN_GIVEN, words.GERMAN_FAMILY, words.GERMAN_BEGINNINGS, words.GERMAN_ENDINGS)
    english = (words.ENGLISH_GIVEN, words.ENGLISH_FAMILY, words.ENGLISH_BEGINNINGS, words.ENGLISH_ENDINGS)
    spoken = {"german": [german], "english": [english], "mixed": [german, english]}[shape.language]
    every = []
    for givens, families, beginnings, endings in spoken:
        if shape.has_few_names:
            every += [(given, family) for family in families for given in chance.sample(givens, 5)]
        else:
            longer = [*families, *(begun + ended for begun in beginnings for ended in endings)]
            every += [(chance.choice(givens), family) for family in longer]
    # Nobody is called as somebody else is, except where that is meant.
    chance.shuffle(every)
    yield from every


def _domain(how: str, name: str, is_nested: bool) -> str:
    if how == "short" and not is_nested:
        return f"{letters(name, '-').split('-')[0]}.example"
    return f"{letters(name, '-' if how == 'hyphen' or is_nested else '')}.example"


def _add(world: World, chance: Random, shape: Shape, given: str, family: str, circle: str, posts: list[Stay]) -> Person:
    key = f"{circle}/{len(world.people)}"
    person = Person(key, given, family, [], posts, circle=circle)
    world.people[key] = person
    return person


def _studied(chance: Random, world: World, school: str) -> Stay:
    own = next(study for study in world.me.studies if study.where == school)
    assert own.end is not None
    years = own.end.year - own.start.year
    start = own.start.year + chance.randint(-10, 10)
    length = max(2, years + chance.choice([-1, 0, 0, 1]))
    return Stay(school, date(start, 10, 1), date(start + length, 9, 30), own.title)


def _namesakes(world: World, chance: Random) -> None:
    """Two pairs of different people with one name, of different circles."""
    for circle, other in (("client", "school-0"), ("beyond", world.me.posts[0].where)):
        one = chance.choice([person for person in world.people.values() if person.circle == circle])
        same = chance.choice([person for person in world.people.values() if person.circle == other])
        one.given, one.family = same.given, same.family


def _give(world: World, chance: Random, shape: Shape, person: Person) -> None:
    """What somebody has besides a career: addresses, a profile, a way of writing, habits."""
    number = person.key.rpartition("/")[2]
    provider = chance.choice(shape.free_mail)
    style = chance.choice(["first.last", "flast", "first"])
    clash = "" if style == "first.last" and not _has_namesake(world, person) else number
    person.emails = [f"{left_side(style, person.given, person.family)}{clash}@{provider}"]
    if chance.random() < 0.12:
        person.emails.append(f"{left_side('flast', person.given, person.family)}.{number}@{shape.free_mail[-1]}")
    person.slug = f"{letters(bare(person.given))}-{letters(bare(person.family), '-')}-{int(number) * 7919 % 100000:05x}"
    person.nickname = words.NICKNAMES.get(person.given) if chance.random() < 0.6 else None
    person.born = date(world.today.year - chance.randint(27, 60), chance.randint(1, 12), chance.randint(1, 28))
    if chance.random() < 0.02:
        person.married = (next(_names(chance, shape))[1], world.today - DAY * chance.randint(100, 2000))
    met = {"beyond": 0.0, "alumni": 0.0, "private": 0.5, "client": 0.9}.get(person.circle, 0.75)
    if chance.random() < met:
        known_from = max(min(post.start for post in person.posts), date(world.today.year - 12, 1, 1))
        person.linked_on = known_from + DAY * chance.randint(20, max(21, (world.today - known_from).days - 1))
        if chance.random() < 0.06:
            person.unlinked_on = person.linked_on + DAY * chance.randint(100, 3000)
    person.profile_lag_days = chance.choice([0, 0, 5, 20, 45])
    for post in person.posts:
        forms = world.organizations[post.where].forms
        person.form.setdefault(post.where, chance.choices(forms, weights=(4, 4, 1, 1))[0])


def _has_namesake(world: World, person: Person) -> bool:
    name = spelled_out(f"{person.given} {person.family}")
    return sum(spelled_out(f"{other.given} {other.family}") == name for other in world.people.values()) > 1


def work_email(world: World, person: Person, where: str) -> str:
    """The address of somebody at an organization; those whose names would clash have a number."""
    organization = world.organizations[where]
    left = left_side(organization.style, person.given, person.family)
    staff = [each for each in [world.me, *world.people.values()] if any(post.where == where for post in each.posts)]
    same = [each.key for each in staff if left_side(organization.style, each.given, each.family) == left]
    return f"{left}{same.index(person.key) or ''}@{organization.domain}"
