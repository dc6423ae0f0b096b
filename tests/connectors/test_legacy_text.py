"""The encoding of a few words that don't say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.legacy_text import CANDIDATES, guess_encoding


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Jürgen Groß"),
        ("cp1252", "Renée Müller, Straße 5"),
        ("cp1250", "Łukasz Wiśniewski, Żółta 5"),
        ("iso8859_2", "Łukasz Wiśniewski, ulica Świętego, gęś"),
        ("cp1251", "Иван Петров, Москва"),
        ("cp1251", "Олена Шевченко, Київ"),
        ("koi8_r", "Иван Петров, Москва"),
        ("cp1253", "Ελένη Παπαδοπούλου, Αθήνα"),
        ("cp1255", "יעל כהן"),
        ("cp1256", "محمد علي"),
        ("cp932", "山田太郎 東京都"),
        ("cp949", "김철수 서울특별시"),
        ("gb18030", "张伟 北京市朝阳区"),
        ("big5", "陳大文 台北市信義區"),
    ],
)
def test_a_few_words_are_enough(encoding: str, text: str) -> None:
    assert text.encode(encoding).decode(guess_encoding(text.encode(encoding))) == text


def test_a_declared_encoding_is_taken_if_it_fits() -> None:
    assert guess_encoding("Jürgen".encode("cp1252"), "cp1250") == "cp1250"
    assert guess_encoding("Jürgen".encode("cp1252"), "no such encoding") == "cp1252"
    assert guess_encoding("Jürgen".encode("cp1252"), "utf-8") == "cp1252"


@given(st.binary(max_size=60))
def test_any_bytes_have_a_guess(text: bytes) -> None:
    assert guess_encoding(text) in CANDIDATES
