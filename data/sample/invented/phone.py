"""The owner's phone, exported in March 2026.

Mostly cards as iOS writes them (vCard 3.0), among them some that came over from an old Android (2.1, quoted-printable)
and some from a groupware server (4.0).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from .card import Card, Labelled, place_card, remember
from .dice import Dice
from .export import Export
from .google import birthday
from .people import World
from .quirks import write_name

EXPORTED_ON = date(2026, 3, 8)

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # one dot, PNG
)
ANDROID_TYPES = {"home": "HOME", "work": "WORK", "mobile": "CELL"}
APPLE_TYPES = {"home": "HOME", "work": "WORK", "mobile": "CELL", "other": "OTHER"}

Writer = Callable[[Card, Dice], list[str]]


def export(world: World) -> Export:
    """The file; cards in the order in which they were made, the group last."""
    cards = [_own_card(world)]
    for person in world.people.values():
        dice = Dice("phone", person.key)
        if person.circle != "spouses" and dice.chance(0.9 if person.circle == "family" else 0.44):
            earliest = max(person.met_on, date(2014, 1, 1))
            written_on = dice.day(earliest, min(earliest + timedelta(days=2000), date(2026, 2, 20)))
            cards.append(write_name(remember(world, person, written_on, dice), person, dice))
    cards += [place_card(place, date(2020, 2, 2)) for place in world.places]
    cards = [card for card in cards if card.emails or card.phones]
    cards.sort(key=lambda card: (card.written_on, card.people))
    lines = [line for card in cards for line in _writer(card)(card, Dice("vcard", *card.people))]
    members = [uid(card) for card in cards if "Berlin" in card.tags][:6]
    lines += _group("Chor", members)
    return Export("inbox/phone.vcf", "".join(lines).encode(), {"": [*(card.people for card in cards), ()]})


def _own_card(world: World) -> Card:
    me = world.me
    card = Card(("me",), me.names[0][1].given, family=me.names[0][1].family, written_on=date(2016, 9, 24))
    card.emails = [Labelled("home", email) for _, email in me.emails] + [Labelled("work", me.jobs[-1].email)]
    card.phones = [Labelled("mobile", me.mobiles[0][1].written("spaced"))]
    card.organisation, card.title = me.jobs[-1].organisation.name, me.jobs[-1].title
    card.born, card.homes = me.born, [me.homes[-1][1]]
    card.links = [f"https://www.linkedin.com/in/{me.slug}"]
    return card


def _writer(card: Card) -> Writer:
    if card.written_on < date(2015, 1, 1) and card.people[0].startswith(("rheinfels", "nordlicht", "family")):
        return _android
    if card.people[0].startswith("thornbury"):
        return _groupware
    return _apple


def uid(card: Card) -> str:
    """Thirty-two digits in groups, in the way of a UUID, that stay with the card."""
    throws = Dice("uid", *card.people)
    digits = "".join(throws.pick("0123456789ABCDEF") for _ in range(32))
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def escaped(text: str) -> str:
    """A value of vCard 3.0 and 4.0."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def folded(line: str, octets: int = 75) -> str:
    """The line in pieces of at most 75 octets, never inside a letter, each further piece behind a blank."""
    pieces, piece = [], ""
    for sign in line:
        if len((piece + sign).encode()) > octets:
            pieces.append(piece)
            piece = " "
        piece += sign
    return "\r\n".join([*pieces, piece]) + "\r\n"


def _apple(card: Card, dice: Dice) -> list[str]:
    out = ["BEGIN:VCARD", "VERSION:3.0", "PRODID:-//Apple Inc.//iPhone OS 18.3.1//EN"]
    parts = [card.family, card.given, card.middle, card.prefix, card.suffix]
    out += ["N:" + ";".join(map(escaped, parts)), "FN:" + escaped(card.full or card.organisation)]
    out += [f"NICKNAME:{escaped(card.nickname)}"] if card.nickname else []
    out += [f"X-MAIDENNAME:{escaped(card.maiden)}"] if card.maiden else []
    if card.phonetic_given:
        out += [f"X-PHONETIC-FIRST-NAME:{card.phonetic_given}", f"X-PHONETIC-LAST-NAME:{card.phonetic_family}"]
    out += [f"ORG:{escaped(card.organisation)};"] if card.organisation else []
    out += [f"TITLE:{escaped(card.title)}"] if card.title else []
    item = 0

    def labelled(prop: str, label: str) -> list[str]:
        nonlocal item
        item += 1
        return [f"item{item}.{prop}", f"item{item}.X-ABLabel:{label}"]

    for n, (label, value) in enumerate(card.emails):
        preferred = ";type=pref" if n == 0 else ""
        if label == "other":
            out += labelled(f"EMAIL;type=INTERNET{preferred}:{value}", dice.pick(["alt", "_$!<Other>!$_", "uni"]))
        else:
            out.append(f"EMAIL;type=INTERNET;type={APPLE_TYPES[label]}{preferred}:{value}")
    for n, (label, value) in enumerate(card.phones):
        preferred = ";type=pref" if n == 0 else ""
        if label == "other":
            out += labelled(f"TEL{preferred}:{value}", dice.pick(["Ausland", "old", "Ferienhaus"]))
        else:
            out.append(f"TEL;type={APPLE_TYPES[label]};type=VOICE{preferred}:{value}")
    for home in card.homes:
        item += 1
        address = ["", "", home.street, home.city, home.region, home.postcode, home.country]
        out.append(f"item{item}.ADR;type=HOME;type=pref:" + ";".join(map(escaped, address)))
        out.append(f"item{item}.X-ABADR:{'us' if home.country == 'United States' else 'de'}")
    for link in card.links:
        out += labelled(f"URL;type=pref:{link}", "_$!<HomePage>!$_")
        out.append(f"X-SOCIALPROFILE;type=linkedin:{link}")
    for label, value in card.relations:
        out += labelled(f"X-ABRELATEDNAMES;type=pref:{escaped(value)}", f"_$!<{label.capitalize()}>!$_")
    out += [_apple_birthday(card)] if card.born else []
    out += [f"NOTE:{escaped(card.note)}"] if card.note else []
    out += [f"CATEGORIES:{','.join(map(escaped, card.tags))}"] if card.tags else []
    out += ["X-ABShowAs:COMPANY"] if not card.given and not card.family else []
    out += [f"PHOTO;ENCODING=b;TYPE=PNG:{PIXEL}"] if dice.chance(0.06) else []
    hour, minute = dice.number(7, 22), dice.number(0, 59)
    out += [f"UID:{uid(card)}", f"REV:{card.written_on.isoformat()}T{hour:02}:{minute:02}:00Z", "END:VCARD"]
    return [folded(line) for line in out]


def _apple_birthday(card: Card) -> str:
    """A birthday without a year is the year 1604 and a parameter that takes it back."""
    if card.birth_year_known:
        return f"BDAY:{birthday(card, '')}"
    return f"BDAY;X-APPLE-OMIT-YEAR=1604:{birthday(card, '1604-%m-%d')}"


def _android(card: Card, dice: Dice) -> list[str]:
    out = ["BEGIN:VCARD", "VERSION:2.1"]
    out.append(_quoted("N", ";".join([card.family, card.given, card.middle, card.prefix, card.suffix])))
    out.append(_quoted("FN", card.full))
    out += [f"TEL;{ANDROID_TYPES.get(label, 'VOICE')}:{value}" for label, value in card.phones]
    out += [f"EMAIL;{'WORK' if label == 'work' else 'HOME'}:{value}" for label, value in card.emails]
    out += [_quoted("ORG", card.organisation)] if card.organisation else []
    out += [_quoted("TITLE", card.title)] if card.title else []
    for home in card.homes:
        address = ["", "", home.street, home.city, home.region, home.postcode, home.country]
        out.append(_quoted("ADR;HOME", ";".join(address)))
    out += [f"BDAY:{birthday(card, '--%m-%d')}"] if card.born else []
    out += [_quoted("NOTE", card.note)] if card.note else []
    return [line + "\r\n" for line in (*out, "END:VCARD")]


def _quoted(prop: str, text: str) -> str:
    """The property as it is when it is plain, else quoted-printable in UTF-8 with soft breaks."""
    if text.isascii() and "\n" not in text:
        return f"{prop}:{text}"
    plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,;:-&"
    out, width = f"{prop};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:", 0
    width = len(out)
    for sign in text:
        for code in [sign] if sign in plain else [f"={byte:02X}" for byte in sign.encode()]:
            if width + len(code) > 72:
                out, width = out + "=\r\n", 0
            out, width = out + code, width + len(code)
    return out


def _groupware(card: Card, dice: Dice) -> list[str]:
    parts = [card.family, card.given, card.middle, card.prefix, card.suffix]
    out = ["BEGIN:VCARD", "VERSION:4.0", "KIND:individual", f"UID:urn:uuid:{uid(card).lower()}"]
    out += ["N:" + ";".join(map(escaped, parts)), "FN:" + escaped(card.full)]
    out += [f"NICKNAME:{escaped(card.nickname)}"] if card.nickname else []
    for n, (label, value) in enumerate(card.emails, 1):
        out.append(f"EMAIL;TYPE={'work' if label == 'work' else 'home'};PREF={n}:{value}")
    for label, value in card.phones:
        kind = {"mobile": "cell,voice", "home": "home,voice", "work": "work,voice"}.get(label, "voice")
        if value.startswith("+") and "(" not in value:
            out.append(f'TEL;VALUE=uri;TYPE="{kind}":tel:{value.replace(" ", "-")}')
        else:
            out.append(f'TEL;TYPE="{kind}":{value}')
    out += [f"ORG:{escaped(card.organisation)}"] if card.organisation else []
    out += [f"TITLE:{escaped(card.title)}"] if card.title else []
    for home in card.homes:
        address = ["", "", home.street, home.city, home.region, home.postcode, home.country]
        out.append("ADR;TYPE=home:" + ";".join(map(escaped, address)))
    if card.born is not None:
        out.append("BDAY:" + (card.born.strftime("%Y%m%d") if card.birth_year_known else birthday(card, "--%m%d")))
    out += [f"URL:{link}" for link in card.links]
    out += [f"RELATED;TYPE={label};VALUE=text:{escaped(value)}" for label, value in card.relations]
    out += [f"NOTE:{escaped(card.note)}"] if card.note else []
    out += [f"CATEGORIES:{','.join(map(escaped, card.tags))}"] if card.tags else []
    out += [f"REV:{card.written_on.isoformat().replace('-', '')}T120000Z", "END:VCARD"]
    return [folded(line) for line in out]


def _group(name: str, members: list[str]) -> list[str]:
    """A list of people, which is no person."""
    head = f"BEGIN:VCARD|VERSION:4.0|KIND:group|FN:{name}|UID:urn:uuid:00000000-0000-4000-8000-00000c401200".split("|")
    return [folded(line) for line in [*head, *(f"MEMBER:urn:uuid:{member.lower()}" for member in members), "END:VCARD"]]
