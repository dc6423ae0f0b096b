"""What can be known of each answer from the files of a world, and what is true; from days and letters only."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import quantiles

from tests.truth_world.books import alumni
from tests.truth_world.evidence import by_hand, looks, own_certain, own_possible, together, truly_together
from tests.truth_world.life import Letter, World
from tests.truth_world.network import talked_with

DAY = timedelta(days=1)
Pairs = set[tuple[str, ...]]


def namesakes(world: World) -> list[list[str]]:
    """People who have one name, under a name that they ever had."""
    called: dict[str, list[str]] = defaultdict(list)
    for person in world.people.values():
        for family in {person.family, person.family_on(world.today)}:
            called[f"{person.given} {family}"].append(person.key)
    return [keys for keys in called.values() if len(keys) > 1]


def former_colleagues(world: World) -> tuple[Pairs, Pairs]:
    """(person, organization): who can be known to have worked with the owner; and who surely did.

    A source shows them there, they were there together in truth, and the owner has left, or their own profile has
    moved on. Surely: a day that both are shown there.
    """
    shown, possible, certain = looks(world), Pairs(), Pairs()
    for key, found in shown.items():
        for where in found.places:
            if not truly_together(world.me.posts, world.people[key].posts, where, world.today):
                continue
            newest = found.profiles.get(world.exported_on[-1])
            have_i_left = all(
                post.end and post.end < world.exported_on[-1] for post in world.me.posts if post.where == where
            )
            if have_i_left or (newest and newest != where):
                possible.add((key, where))
                if together(own_certain(world, where), found.certain(where)):
                    certain.add((key, where))
    return possible, certain


def colleagues(world: World) -> tuple[Pairs, Pairs]:
    """(person, organization): who worked with the owner; and who may have, as far as the files tell."""
    pairs: Pairs = {(key, post.where) for key, person in world.people.items() for post in person.posts}
    true: Pairs = {(k, o) for k, o in pairs if truly_together(world.me.posts, world.people[k].posts, o, world.today)}
    shown = looks(world)
    possible: Pairs = {
        (k, o) for k, found in shown.items() for o in found.places if found.is_possible(o, own_possible(world, o))
    }
    return true, possible


def classmates(world: World) -> Pairs:
    """(person, school): who studied with the owner, where the office's list has them."""
    listed = {person.key for person in alumni(world)}
    return {pair for pair in true_classmates(world) if pair[0] in listed and pair[1] == "school-0"}


def true_classmates(world: World) -> Pairs:
    """(person, school): who was at a school on one day with the owner."""
    return {
        (person.key, school)
        for person in world.people.values()
        for school in world.schools
        if truly_together(world.me.studies, person.studies, school, world.today)
    }


def insiders(world: World) -> tuple[Pairs, Pairs]:
    """(person, organization): who can be known to be there now, and who is.

    The newest profile shows them there; or they have none, and their newest mail of this year was written there.
    """
    shown, newest, derivable = looks(world), world.exported_on[-1], Pairs()
    true: Pairs = {(p.key, post.where) for p in world.people.values() for post in p.posts if post.holds(world.today)}
    for key, found in shown.items():
        if found.profiles.get(newest):
            derivable.add((key, found.profiles[newest] or ""))
        elif newest not in found.profiles and found.mails:
            where = max(found.mails, key=lambda place: max(found.mails[place]))
            if max(found.mails[where]) > world.today - DAY * 360:
                derivable.add((key, where))
    return derivable & true, true


def job_changes(world: World) -> Pairs:
    """(person, from, to): whom two successive exports show at two places, where that is the order of their life."""
    found = Pairs()
    for key, each in looks(world).items():
        places = [place for _, place in sorted(each.profiles.items())]
        for before, after in pairwise(places):
            if before and after and before != after:
                found.add((key, before, after))
    return found & true_job_changes(world)


def true_job_changes(world: World) -> Pairs:
    """(person, from, to) of every two posts of somebody of which the second began later."""
    return {
        (person.key, one.where, other.where)
        for person in world.people.values()
        for one in person.posts
        for other in person.posts
        if one.start < other.start and one.where != other.where
    }


def dated_rightly(world: World, told: Pairs) -> Pairs:
    """Of (person, from, to, earliest day, latest day) those between which they did begin at the new place.

    The latest day may be as much later as people take to put their profiles right, the earliest as well.
    """
    return {
        fact
        for fact in told
        for post in world.people[fact[0]].posts
        if post.where == fact[2]
        and date.fromisoformat(fact[3]) - DAY * world.people[fact[0]].profile_lag_days <= post.start
        and post.start <= date.fromisoformat(fact[4])
    }


# -- letters -----------------------------------------------------------------------------------------------------------


def written_to(world: World) -> set[str]:
    """Whom the owner ever wrote to."""
    return {box.key for letter in world.letters if letter.sender.key == "me" for box in [*letter.to, *letter.cc]}


def introductions(world: World) -> tuple[Pairs, Pairs]:
    """(person,) whom the owner never was in contact with, and who stands in a letter with somebody they were.

    Second, of whom that can be disputed: who wrote to the owner and had no answer.
    """
    wrote = {letter.sender.key for letter in by_hand(world) if "me" in {box.key for box in letter.parties}} - {"me"}
    written, talked = written_to(world), talked_with(world)
    known, found = written | wrote | talked, Pairs()
    for letter in by_hand(world):
        keys = {box.key for box in letter.parties} - {"", "me"}
        if keys & known:
            found |= {(key,) for key in keys - known}
    return found, {(key,) for key in wrote - written - talked}


def last_letters(world: World) -> dict[str, Letter]:
    """Thread -> its last letter by hand."""
    return {letter.thread: letter for letter in by_hand(world)}


def owed(world: World) -> tuple[Pairs, Pairs]:
    """(thread,): which are owed an answer; and those of which that can be disputed, with copies to the owner only.

    The last letter came in, to the owner, to five parties at most, and is older than a day and than nine in ten of the
    owner's own answers took.
    """
    by_id = {letter.id: letter for letter in world.letters}
    waits = [
        (letter.sent_at - by_id[letter.references[-1]].sent_at) / DAY
        for letter in by_hand(world)
        if letter.sender.key == "me" and letter.references
    ]
    patience = max(1.0, quantiles(waits, n=10)[8])
    owing, disputed = Pairs(), Pairs()
    for thread, letter in last_letters(world).items():
        age = (world.today - letter.sent_at.date()).days
        if letter.sender.key == "me" or "me" not in {box.key for box in letter.parties}:
            continue
        if len({box.address for box in letter.parties}) <= 5 and age > patience:
            (owing if "me" in {box.key for box in letter.to} else disputed).add((thread,))
        if abs(age - patience) < 2:
            disputed.add((thread,))
    return owing, disputed
