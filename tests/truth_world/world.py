"""A whole world of a seed, and its files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.truth_world.books import alumni_csv, book_cards, book_csv
from tests.truth_world.casting import cast, organizations, schools
from tests.truth_world.correspondence import correspond
from tests.truth_world.life import Person, World
from tests.truth_world.linkedin import export, own_emails
from tests.truth_world.machines import buzz
from tests.truth_world.mailbox import mbox
from tests.truth_world.shape import Shape, shape

DAY = timedelta(days=1)


def invented(seed: int) -> World:
    """The world of a seed; the same in every run."""
    chance, form = Random(f"{seed}/world"), shape(seed)
    today = date(2025, 1, 1) + DAY * chance.randint(0, 700)
    nobody = Person("me", "", "", [])
    world = World(seed, today, nobody, {}, organizations(chance, form, today - DAY * 270), schools(chance))
    cast(world, chance, form)
    newest = today - DAY * chance.randint(2, 20)
    world.exported_on = [newest - DAY * chance.randint(380, 620) * back for back in range(form.exports - 1, -1, -1)]
    correspond(world, Random(f"{seed}/mail"), form)
    buzz(world, Random(f"{seed}/machines"))
    return world


def written(world: World, folder: Path) -> Path:
    """Writes the world's files; returns the settings."""
    form = shape(world.seed)
    alumni_on = world.today - DAY * 90
    files = {f"linkedin-{on}.zip": export(world, form, on) for on in world.exported_on}
    files["alumni.csv"] = alumni_csv(world, form, alumni_on)
    files["book.vcf" if form.book == "vcard" else "book.csv"] = (
        book_cards(world) if form.book == "vcard" else book_csv(world)
    )
    for name, kept in zip(form.folders, ("inbox", "sent"), strict=True):
        files[f"mail/{name}.mbox"] = mbox([letter for letter in world.letters if letter.folder == kept])
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    settings = folder / "reknit.toml"
    settings.write_text(_settings(world, form, alumni_on), encoding="utf-8")
    return settings


def _settings(world: World, form: Shape, alumni_on: date) -> str:
    addresses = (
        own_emails(world) if form.owner_by == "settings" else world.me.emails[:1] if form.owner_by == "both" else []
    )
    me = [f'names = ["{world.me.given} {world.me.family}"]'] if form.owner_by != "export" else []
    me += [f"emails = [{', '.join(f'{chr(34)}{address}{chr(34)}' for address in addresses)}]"] if addresses else []
    school = "" if form.alumni == "school" else f'school = "{world.schools["school-0"].forms[0]}"\n'
    office = (
        f'[[source]]\nname = "alumni"\nconnector = "csv_people"\npath = "alumni.csv"\n'
        f"exported_on = {alumni_on}\n{school}"
    )
    book = (
        f'[[source]]\nname = "book"\nconnector = "{"vcard" if form.book == "vcard" else "csv_people"}"\n'
        f'path = "book.{"vcf" if form.book == "vcard" else "csv"}"\nexported_on = {world.today - DAY * 30}\n'
    )
    return "\n".join(
        [
            f'[warehouse]\nfolder = "warehouse"\nas_of = {world.today}\n',
            *(["[me]", *me, ""] if me else []),
            '[[source]]\nname = "linkedin"\nconnector = "linkedin_export"\npath = "linkedin-*.zip"\n',
            office,
            book,
            *(
                f'[[organization]]\nname = "{firm.forms[1]}"\nformerly = ["{firm.former}"]\n'
                for firm in world.organizations.values()
                if firm.former
            ),
            '[[source]]\nname = "mail"\nconnector = "mail_file"\npath = "mail/*.mbox"\nfiles = "parts"\n',
        ]
    )
