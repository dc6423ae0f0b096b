"""Names of organizations: which ones are the same, and which ones only look so."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.claims import Affiliation
from transforms.folding import fold
from transforms.organizations import affiliation_keys, names_organization, organization_key, token_key

LISTED = tomllib.loads((Path(__file__).parents[2] / "transforms" / "no_organizations.toml").read_text(encoding="utf-8"))

NAMES = st.lists(
    st.sampled_from("acme works plan a y and und & GmbH AG Co the The ooo 株式会社 Bär Söhne".split()), max_size=6
)


def words(name: str) -> str | None:
    """The words of a name, as organizations are told apart by."""
    return affiliation_keys(Affiliation("s", name)).organization_token_key


@pytest.mark.parametrize(
    "written",
    [
        "Acme Works",
        "ACME WORKS",
        "Acme  Works, Inc.",
        "The Acme Works Company",
        "Acme Works GmbH & Co. KG",
        "Acme Works AG & Co. KGaA",
        "Acme Works UG (haftungsbeschränkt)",
        "Works Acme GmbH",
        "Works, Acme",
        "Acme & Works",
        "Acme und Works e. V.",
        "Acme Works S.p.A.",
        "Acme Works S.à r.l.",
        "Acme Works Sp. z o.o.",
        "Acme Works (Pty) Ltd",
        "Acme Works Co., Ltd.",
        "Acme Works S. de R.L. de C.V.",
        "Acme Works S.A. de CV",
        "ООО Acme Works",
        "Stichting Acme Works",
        "株式会社Acme Works",
        "Acme Works 有限公司",
        "Ácmé Wörks",
    ],
)
def test_one_organization_however_it_is_written(written: str) -> None:
    assert words(written) == "acme works"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plan A", "Plan"),
        ("Plan Y", "Plan"),
        ("Acme", "Acme Works"),
        ("Acme Bank", "Acme Insurance"),
        ("Generation Y", "Generation"),
        ("Boston SC", "Boston"),
        ("A. O. Smith", "Smith"),
        ("University of Bath", "Bath University"),
    ],
)
def test_a_part_of_a_name_is_another_organization(one: str, other: str) -> None:
    assert words(one) != words(other)


@pytest.mark.parametrize("name", ["GmbH", "The", "&", "Co", "Limited", "und"])
def test_a_name_that_is_all_legal_form_keeps_a_word(name: str) -> None:
    assert organization_key(name)


def test_a_name_of_nothing_but_signs_has_no_key() -> None:
    assert affiliation_keys(Affiliation("s", "-?-"))[:2] == (None, None)


@pytest.mark.parametrize(
    "written",
    [
        "Self-employed",
        "SELF EMPLOYED",
        "Freelance",
        "Freelancer",
        "Freelance / Self-employed",
        "Self-Employed (Consultant)",
        "Student und Freelancer",
        "Independent Consultant",
        "Retired",
        "Unemployed",
        "Stealth Startup",
        "Confidential",
        "Various",
        "N/A",
        "n.a.",
        "None",
        "-",
        "?",
        "Privatier",
        "selbstständig",
        "Selbständig",
        "freiberuflich",
        "im Ruhestand",
        "Student",
        "indépendant",
        "Autónomo",
        "Zelfstandige",
    ],
)
def test_what_is_written_where_there_is_no_employer_is_no_organization(written: str) -> None:
    assert not names_organization(written)
    assert affiliation_keys(Affiliation("s", written, title="Baker"))[:4] == (None, None, None, "baker")


@pytest.mark.parametrize(
    "name",
    [
        "Freelancers Union",
        "Freelancer.com",
        "The Independent",
        "Studentenwerk",
        "X",
        "Retired Racing Ltd",
        "Stealth Gas",
    ],
)
def test_an_organization_may_be_called_nearly_so(name: str) -> None:
    assert names_organization(name)


def test_the_list_of_what_is_no_organization_is_written_as_it_is_read() -> None:
    entries = [entry.strip() for words in LISTED.values() for entry in words.replace("\n", " ").split(",")]
    assert [entry for entry in entries if not entry or fold(entry) != entry] == []
    assert [entry for entry, times in Counter(entries).items() if times > 1] == []


@given(names=NAMES, legal_form=st.sampled_from(["GmbH", "Inc.", "S.p.A.", "Pty Ltd", "& Co. KG", "e.V."]))
def test_a_legal_form_more_changes_nothing(names: list[str], legal_form: str) -> None:
    name = " ".join(["Acme", *names])
    assert organization_key(f"{name} {legal_form}") == organization_key(name)


@given(names=NAMES)
def test_the_words_of_a_key_are_in_order_and_each_once(names: list[str]) -> None:
    key = organization_key(" ".join(names))
    if key:
        said = token_key(key).split()
        assert said == sorted(set(said))
        assert set(said) <= set(key.split())


def test_what_somebody_does_comes_of_their_title_and_of_no_degree() -> None:
    post = Affiliation("s", "Acme", unit="  R&D ", title="Head of  Sales")
    assert affiliation_keys(post)[2:6] == ("r d", "head of sales", "director", "sales")
    assert affiliation_keys(post._replace(kind="education"))[3:6] == ("head of sales", None, None)
    assert affiliation_keys(Affiliation("s", "Acme"))[2:] == (None, None, None, None, None)
