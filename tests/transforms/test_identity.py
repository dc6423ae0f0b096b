"""Profile ids."""

from __future__ import annotations

import re

from transforms.identity import profile_ids

KEY = b"k" * 32


def test_an_id_is_sixteen_lower_case_base32_characters_in_the_order_asked() -> None:
    ids = profile_ids(KEY, [("phone", "card 1"), ("phone", "card 2"), ("phone", "card 1")])
    assert all(re.fullmatch("[a-z2-7]{16}", one) for one in ids)
    assert ids[0] == ids[2] != ids[1]


def test_an_id_stays_what_it_was() -> None:
    # written down once: a change would rename everybody in every archive
    assert profile_ids(KEY, [("phone", "card 1")]) == ["36azdhlw3okeiyaq"]


def test_another_key_or_another_source_is_another_id() -> None:
    assert profile_ids(KEY, [("phone", "1")]) != profile_ids(b"l" * 32, [("phone", "1")])
    assert profile_ids(KEY, [("ab", "c")]) != profile_ids(KEY, [("a", "bc")])
    assert profile_ids(KEY, [("a", "1:b")]) != profile_ids(KEY, [("a1:", "b")])


def test_any_text_has_an_id() -> None:
    assert profile_ids(KEY, []) == []
    assert len(set(profile_ids(KEY, [("", ""), ("phone", "\ud800"), ("phone", "山田")]))) == 3
