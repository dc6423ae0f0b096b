"""Countries by their two letters of ISO 3166, and what they are called; the names come from `countries.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from transforms.folding import fold

_LIST: Final = Path(__file__).parent / "countries.toml"


class _Countries(NamedTuple):
    """names: code -> English name. codes: folded name in any language -> code, of names that mean one country."""

    names: dict[str, str]
    codes: dict[str, str]
    states_too: frozenset[str]
    domains_of_anyone: frozenset[str]


def is_country_code(text: str) -> bool:
    """Whether these are the two letters of a country, in capitals."""
    return text in _countries().names


def country_code(text: str) -> str | None:
    """The code of a country that is named, in whatever language, or written as its code; None when it is not known."""
    letters = text.strip().upper()
    return letters if is_country_code(letters) else _countries().codes.get(fold(text))


def country_code_of_address(text: str) -> str | None:
    """The country at the end of an address in one piece, "Berlin, Germany"; None where it names none by its name."""
    last = fold(text.replace("\n", ",").rpartition(",")[2])
    code = _countries().codes.get(last)
    return None if code in _countries().states_too or len(last) <= 2 else code


def countries() -> list[tuple[str, str, str | None]]:
    """Every country by code: code, English name, and the end of its domains; None for what is sold to everyone."""
    return [(code, name, _domain(code)) for code, name in sorted(_countries().names.items())]


def _domain(code: str) -> str | None:
    if code in _countries().domains_of_anyone:
        return None
    return "uk" if code == "GB" else code.lower()


@cache
def _countries() -> _Countries:
    lists = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    said = {code: [name.strip() for name in names.split("|")] for code, names in lists["name"].items()}
    codes = {fold(name): code for code, names in said.items() for name in names}
    codes |= {fold(names[0]): code for code, names in said.items()}
    codes |= {fold(name): code for code, names in lists["also"].items() for name in names.split("|")}
    states_too, of_anyone = (frozenset(lists[table]["codes"].split()) for table in ("state_too", "domain_of_anyone"))
    return _Countries({code: names[0] for code, names in said.items()}, codes, states_too, of_anyone)
