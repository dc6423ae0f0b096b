"""What the files show of people's work, as days; no SQL of ours has a part in it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from tests.truth_world.books import alumni, entries
from tests.truth_world.life import Letter, Stay, World
from tests.truth_world.network import connections_on, profile_job

DAY = timedelta(days=1)


class Looks(NamedTuple):
    """What is shown of one person.

    profiles: export -> where their profile says that they work then, None for nowhere; only exports that have them.
    mails: organization -> days on which they wrote from there. addressed: organization -> days on which their address
    there was written to. noted: organizations that a list or an address book names, now or once.
    """

    profiles: dict[date, str | None]
    mails: dict[str, list[date]]
    addressed: dict[str, list[date]]
    noted: set[str]

    @property
    def places(self) -> set[str]:
        """Every organization that anything shows them at."""
        return {*filter(None, self.profiles.values()), *self.mails, *self.addressed, *self.noted}

    def is_possible(self, where: str, own: list[tuple[date, date]]) -> bool:
        """Whether nothing shown excludes that they were there on one of these days.

        Only profiles tell when somebody was elsewhere; mail and address books tell that they were there once.
        """
        if where in {*self.mails, *self.addressed, *self.noted}:
            return bool(own)
        shown = sorted(self.profiles.items())
        spans = []
        for number, (_, place) in enumerate(shown):
            if place == where:
                earlier = [on for on, other in shown[:number] if other not in (where, None)]
                later = [on for on, other in shown[number:] if other not in (where, None)]
                spans.append((max(earlier, default=date.min), min(later, default=date.max)))
        return together(spans, own)

    def certain(self, where: str) -> list[tuple[date, date]]:
        """Stretches of days on which they are shown there, both ends included."""
        stretches, run = [], list[date]()
        for on, place in sorted(self.profiles.items()):
            if place == where:
                run.append(on)
            elif run:
                stretches.append((run[0], run[-1]))
                run = []
        stretches += [(run[0], run[-1])] if run else []
        days = self.mails.get(where)
        return stretches + ([(min(days), max(days))] if days else [])


def looks(world: World) -> dict[str, Looks]:
    """What is shown of each person."""
    shown: dict[str, Looks] = defaultdict(lambda: Looks({}, defaultdict(list), defaultdict(list), set()))
    for on in world.exported_on:
        for person in connections_on(world, on):
            job = profile_job(person, on)
            shown[person.key].profiles[on] = job.where if job else None
    sites = {organization.domain: key for key, organization in world.organizations.items()}
    for letter in by_hand(world):
        for box in letter.parties:
            where = sites.get(box.address.rpartition("@")[2])
            # Without a name nobody can tell whose profile goes with the address.
            if where and box.key not in ("", "me") and " " in box.name and "." not in box.name:
                kind = shown[box.key].mails if box is letter.sender else shown[box.key].addressed
                kind[where].append(letter.sent_at.date())
    for entry in entries(world):
        shown[entry.person.key].noted.update({entry.job.where} if entry.job else ())
        for email in entry.emails:
            shown[entry.person.key].noted.update({sites[site]} if (site := email.rpartition("@")[2]) in sites else ())
    for person in alumni(world):
        shown[person.key]
    return dict(shown)


def by_hand(world: World) -> list[Letter]:
    """The letters that people wrote to each other by hand, to twenty at most."""
    return [
        letter
        for letter in world.letters
        if letter.sender.key and not letter.is_automatic and len({box.address for box in letter.parties}) <= 20
    ]


def own_certain(world: World, where: str) -> list[tuple[date, date]]:
    """Days on which the owner's profile shows them somewhere, whatever day of a month it began or ended."""
    newest = world.exported_on[-1]
    return [
        (_month_end(post.start), post.end.replace(day=1) if post.end and post.end < newest else newest)
        for post in world.me.posts
        if post.where == where and post.start <= newest
    ]


def together(one: list[tuple[date, date]], other: list[tuple[date, date]]) -> bool:
    """Whether any stretch of the one has a day of the other."""
    return any(max(a, c) <= min(b, d) for a, b in one for c, d in other)


def truly_together(mine: list[Stay], theirs: list[Stay], where: str, today: date) -> bool:
    """Whether two were somewhere on one day, in truth."""
    return together(_spans(mine, where, today), _spans(theirs, where, today))


def _spans(stays: list[Stay], where: str, today: date) -> list[tuple[date, date]]:
    return [
        (stay.start, min(stay.end or today, today)) for stay in stays if stay.where == where and stay.start <= today
    ]


def own_possible(world: World, where: str) -> list[tuple[date, date]]:
    """Days on which the owner may have been somewhere, by their profile."""
    return [
        (post.start.replace(day=1), _month_end(post.end) if post.end else world.today)
        for post in [*world.me.posts, *world.me.studies]
        if post.where == where
    ]


def _month_end(day: date) -> date:
    return (day.replace(day=28) + DAY * 4).replace(day=1) - DAY
