"""The address and the name under which someone's mail goes out on a day."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from .dice import Dice
from .mail import Mailbox
from .names import plain
from .people import Person

TABLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "mail.toml").read_text(encoding="utf-8"))


def mailbox(person: Person, day: date, is_work: bool) -> Mailbox | None:
    """How they write; None for someone without an address. A job's address is used while the job lasts, never after."""
    job = person.job_on(day)
    dice = Dice("address used", person.key, str(day.year))
    if person.mailboxes and (dice.chance(0.3) or not person.emails) and not (is_work and job and person.emails):
        address = person.mailboxes[0]
    elif is_work and job is not None:
        address = job.email
    else:
        address = next((email for since, email in reversed(person.emails) if since <= day), "")
    return Mailbox(_display(person, address, day), address, person.key) if address else None


def own_mailbox(me: Person, day: date, is_work: bool, is_second: bool = False) -> Mailbox:
    """The owner's address: that of her job, or one of her two."""
    job = me.job_on(day)
    if is_work and job is not None:
        return Mailbox(_display(me, job.email, day), job.email, "me")
    return Mailbox(me.names[0][1].full, me.emails[1 if is_second else 0][1], "me")


def addressed(to: Mailbox, dice: Dice) -> Mailbox:
    """The same as someone else writes it: mostly alike, now and then the bare address or a name without accents."""
    if not dice.chance(0.15):
        return to
    return to._replace(name=dice.pick(["", "", plain(to.name, german=True)]))


def _display(person: Person, address: str, day: date) -> str:
    """The display name; it stays with the address until the name itself changes."""
    dice, name = Dice("display", person.key, address), person.name_on(day)
    house = next((job.organisation.key for job in person.jobs if job.email == address), "")
    if house in TABLES["names"]["last_first"] and name.family:
        return f"{name.family}, {name.given}"
    if person.key in TABLES["names"]["own_script"] and not house:
        return name.native
    if house or person.is_cast or person.key == "me":
        return name.full
    familiar = f"{person.nickname} {name.family}" if person.nickname else name.full
    choices = [name.full] * 8 + [familiar, name.native or name.full, name.native or name.full, plain(name.full), ""]
    return dice.pick(choices)
