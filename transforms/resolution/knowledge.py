"""What resolution knows beforehand, from `weights.toml`, `words.toml` and `common_names.toml`, as tables."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from transforms.resolution.tables import table

_HERE = Path(__file__).parent
_TEXT = pa.string()


class Knowledge(NamedTuple):
    """The shipped tables.

    weight: fact, level, points, why, apart_below. setting: name, value. word: list, word. nickname_word: long, short.
    kinship: word, relative. common_word: word, share (0-1, of the people in a book where its language is at home).
    """

    weight: pa.Table
    setting: pa.Table
    word: pa.Table
    nickname_word: pa.Table
    kinship: pa.Table
    common_word: pa.Table


@cache
def knowledge() -> Knowledge:
    """Read once; part of the package, so the same for everybody."""
    weights, words = _toml("weights.toml"), _toml("words.toml")
    settings, nicknames, relatives = weights.pop("setting"), words.pop("nicknames"), words.pop("kinship")
    return Knowledge(
        weight=table(
            {"fact": _TEXT, "level": _TEXT, "points": pa.float64(), "why": _TEXT, "apart_below": pa.float64()},
            [
                (fact, level, weight["points"], weight["why"], weight.get("apart_below", 0.0))
                for fact, levels in weights.items()
                for level, weight in levels.items()
            ],
        ),
        setting=table({"name": _TEXT, "value": pa.float64()}, list(settings.items())),
        word=table({"list": _TEXT, "word": _TEXT}, [(name, word) for name, listed in words.items() for word in listed]),
        nickname_word=table(
            {"long": _TEXT, "short": _TEXT}, [(long, short) for long, shorts in nicknames.items() for short in shorts]
        ),
        kinship=table(
            {"word": _TEXT, "relative": _TEXT},
            [(word, relative) for relative, listed in relatives.items() for word in listed],
        ),
        common_word=table({"word": _TEXT, "share": pa.float64()}, list(_commonest(_toml("common_names.toml")["tier"]))),
    )


def _commonest(tiers: list[dict[str, Any]]) -> Iterator[tuple[str, float]]:
    """Each word with the largest share of the tiers that list it."""
    share_of: dict[str, float] = {}
    for tier in tiers:
        for word in tier["words"].split():
            share_of[word] = max(share_of.get(word, 0), 1 / tier["one_in"])
    yield from share_of.items()


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))
