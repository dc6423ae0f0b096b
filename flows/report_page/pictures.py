"""Which pictures the page has, from the facts beside them; each for a wide page and for a phone."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from flows.report_page.charts import chart
from flows.report_page.facts import Facts, Rows
from flows.report_page.layout import labels, places

WIDE, NARROW = 860, 330
"""Pixels of the drawing area, without what stands beside it."""

GROUPS = 5
"""So many places have a colour of their own on the map; with more, colours are hard to tell apart."""


MAP_OF_PHONE = 40
"""So many people have room on a phone's map."""


YEARS_OF_PHONE = 5
"""So many years of the strongest ties have room there."""


class Picture(NamedTuple):
    """One picture in two sizes; the style sheet shows the one that fits.

    groups: what its colours mean. rows: what is drawn, in words, where no other table beside it says so.
    """

    wide: Markup
    narrow: Markup
    groups: tuple[str, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()


def pictures(facts: Facts) -> dict[str, Picture]:
    """The pictures by name; those for which there is nothing to draw are left out."""
    drawn = {
        "career": _career(facts["station"] or []),
        "quarters": _quarters(facts["quarter"] or []),
        "rhythm": _rhythm(facts["rhythm"] or []),
        "network": _network(facts["node"] or []),
    }
    return {name: picture for name, picture in drawn.items() if picture}


def _both(name: str, datasets: Mapping[str, Rows], title: str, description: str) -> Picture:
    wide, narrow = (chart(name, width, datasets, title, description) for width in (WIDE, NARROW))
    return Picture(wide, narrow)


def _career(stations: Rows) -> Picture | None:
    dated = [station for station in stations if station["from_year"] is not None]
    if not dated:
        return None
    middle = (min(each["from_year"] for each in dated) + max(each["to_year"] for each in dated)) / 2
    rows = [
        {
            **_some(station, "station_no", "organization", "kind", "from_year", "to_year"),
            "is_late": station["from_year"] > middle,
            "told": _told(station),
            "href": f"#station-{station['station_no']}",
            "description": f"{station['organization']}: {_told(station)}",
        }
        for station in dated
    ]
    return _both("career", {"station": rows}, "My career", "A bar for each place; each is a link to the people there.")


def _some(row: Mapping[str, Any], *columns: str) -> dict[str, Any]:
    return {column: row[column] for column in columns}


def _told(station: Mapping[str, Any]) -> str:
    people = station["certain_people"] + station["possible_people"]
    told = "nobody you know" if not people else "1 person" if people == 1 else f"{people:,} people"
    return f"{station['last_title']} · {told}" if station["last_title"] else told


def _quarters(quarters: Rows) -> Picture | None:
    if not quarters:
        return None
    rows = [
        {
            "at_year": float(each["at_year"]) + 0.02,
            "end_year": float(each["at_year"]) + 0.23,
            "people": each["people"],
            "met_again": each["met_again"],
        }
        for each in quarters
    ]
    return _both("quarters", {"quarter": rows}, "People in touch", "A bar for each quarter; the table has the numbers.")


def _rhythm(days: Rows) -> Picture | None:
    if not days:
        return None
    rows = [{**_some(day, "place", "name", "days"), "at_year": float(day["at_year"])} for day in days]
    newest = max(row["at_year"] for row in rows)
    lately = [row for row in rows if row["at_year"] > newest - YEARS_OF_PHONE]
    title, description = "The rhythm of the strongest ties", "A row for each person, a dot for each quarter."
    wide, narrow = (
        chart("rhythm", width, {"rhythm": drawn}, title, description) for width, drawn in ((680, rows), (190, lately))
    )
    return Picture(wide, narrow)


def _network(people: Rows) -> Picture | None:
    if not people:
        return None
    known_from = Counter(person["organization"] for person in people if person["organization"])
    groups = [place for place, _ in sorted(known_from.items(), key=lambda each: (-each[1], each[0]))[:GROUPS]]
    wide, narrow = _map(people, groups, WIDE, 640), _map(people[:MAP_OF_PHONE], groups, NARROW, 480)
    return Picture(wide, narrow, tuple(groups), tuple(_in_words(people)))


def _in_words(people: Rows) -> Iterator[Mapping[str, Any]]:
    """Each person of the map, the strongest tie first, with those whom lines lead to."""
    name_of = {person["person_id"]: person["name"] for person in people}
    joined = defaultdict(list)
    for person in people:
        for line in person["lines"]:
            if line["person_id"] in name_of:
                joined[person["person_id"]].append((line["weight"], name_of[line["person_id"]]))
                joined[line["person_id"]].append((line["weight"], person["name"]))
    for person in sorted(people, key=lambda person: (-person["strength"], person["name"], person["person_id"])):
        near = [name for _, name in sorted(joined[person["person_id"]], key=lambda each: (-each[0], each[1]))]
        yield _some(person, "name", "role", "organization", "strength") | {"near": near}


def _map(people: Rows, groups: list[str], width: int, height: int) -> Markup:
    """The people of the map; of the first ones only, somebody may be linked to nobody."""
    number = {person["person_id"]: position for position, person in enumerate(people)}
    lines = [
        (number[person["person_id"]], number[line["person_id"]], line["weight"])
        for person in people
        for line in person["lines"]
        if line["person_id"] in number
    ]
    points = places(len(people), lines, width, height)
    strongest = max(person["strength"] for person in people) or 1
    radii = [5 + 8 * math.sqrt(person["strength"] / strongest) for person in people]
    x, y = (points / [width, -height] + [0, 1]).T.tolist()
    nodes = [
        {
            "x": x[position],
            "y": y[position],
            "role": person["role"],
            "size": math.pi * radii[position] ** 2,
            "group_no": groups.index(person["organization"]) + 1 if person["organization"] in groups else 0,
            "description": ", ".join(filter(None, (person["name"], person["organization"]))),
        }
        for position, person in enumerate(people)
    ]
    drawn = [
        {"x": x[one], "y": y[one], "x2": x[other], "y2": y[other], "weight": weight} for one, other, weight in lines
    ]
    names = [
        {"x": left / width, "y": 1 - middle / height, "name": people[position]["name"]}
        for position, left, middle in labels(points, radii, [person["name"] for person in people], width)
    ]
    title, description = "The network", "People are joined where they took part in one conversation."
    return chart("network", width, {"node": nodes, "link": drawn, "label": names}, title, description, height)
