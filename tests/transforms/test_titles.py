"""Job titles: how high somebody stands, and in which field."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import transforms.titles
from transforms.folding import fold
from transforms.titles import JOB_FUNCTIONS, SENIORITIES, read_title

LEXICON = tomllib.loads(Path(transforms.titles.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("title", "seniority", "job_function"),
    [
        ("Software Engineer", "professional", "engineering"),
        ("Senior Software Engineer", "senior", "engineering"),
        ("Engineering Manager", "manager", "engineering"),
        ("QA Lead", "lead", "engineering"),
        ("Product Manager", "professional", "product"),
        ("Senior Product Manager", "senior", "product"),
        ("Head of Product", "director", "product"),
        ("Data Engineer", "professional", "data"),
        ("VP Operations", "vice_president", "operations"),
        ("Vice President", "vice_president", None),
        ("President", "executive", "management"),
        ("Chief Risk Officer", "executive", "finance"),
        ("Chief Executive Officer", "executive", "management"),
        ("Co-Founder & CTO", "executive", "engineering"),
        ("Sales Engineer", "professional", "sales"),
        ("Technical Recruiter", "professional", "hr"),
        ("Product Designer", "professional", "design"),
        ("Lecturer", "professional", "education"),
        ("Research Assistant", "professional", "research"),
        ("Head of R&D", "director", "engineering"),
        ("Director, Renewables", "director", None),
        ("Partner", "executive", None),
        ("HR Business Partner", "professional", "hr"),
        # whoever helps somebody high is not high
        ("Assistant to the CEO", "professional", "administration"),
        ("Marketing Intern", "intern", "marketing"),
        ("Junior Product Manager", "junior", "product"),
        # German
        ("Geschäftsführerin", "executive", "management"),
        ("Geschaeftsfuehrer", "executive", "management"),
        ("Vertriebsleiterin Süd", "director", "sales"),
        ("Softwareentwickler:in (m/w/d)", "professional", "engineering"),
        ("Personalreferent", "professional", "hr"),
        ("Werkstudent Marketing", "intern", "marketing"),
        ("Abteilungsleiter Einkauf", "manager", "operations"),
        ("Assistenz der Geschäftsführung", "professional", "administration"),
        ("Wissenschaftlicher Mitarbeiter", "professional", "research"),
        ("Begleiter", "professional", "operations"),
        # French, Spanish, Italian, Portuguese, Dutch, Swedish
        ("Directrice marketing", "director", "marketing"),
        ("Ingénieur(e) logiciel", "professional", "engineering"),
        ("Chef de projet", "professional", "operations"),
        ("PDG", "executive", "management"),
        ("Jefe de ventas", "manager", "sales"),
        ("Ingeniera de software", "professional", "engineering"),
        ("Direttore commerciale", "director", "sales"),
        ("Stagista", "intern", None),
        ("Diretora de recursos humanos", "director", "hr"),
        ("Hoofd inkoop", "manager", "operations"),
        ("Systemutvecklare", "professional", "engineering"),
        ("Försäljningschef", "manager", "sales"),
        ("VD", "executive", "management"),
        # what the lexicon does not have
        ("Weltenbummler", None, None),
        ("", None, None),
        ("1990-1995", None, None),
    ],
)
def test_what_a_title_says(title: str, seniority: str | None, job_function: str | None) -> None:
    assert read_title(title) == (seniority, job_function)


def test_words_are_read_whole() -> None:
    assert read_title("Headhunter").seniority != "director"
    assert read_title("Leadership").seniority is None
    assert read_title("Internal Auditor") == ("professional", "finance")


@given(title=st.text(max_size=40))
def test_every_text_can_be_read(title: str) -> None:
    seniority, job_function = read_title(title)
    assert seniority is None or seniority in SENIORITIES
    assert job_function is None or job_function in JOB_FUNCTIONS


@given(title=st.lists(st.sampled_from("senior head sales of software engineer intern cto manager".split()), max_size=5))
def test_case_and_accents_change_nothing(title: list[str]) -> None:
    assert read_title(" ".join(title).upper()) == read_title(" ".join(title))


def test_the_lexicon_says_one_thing_of_each_entry_and_is_written_as_it_is_read() -> None:
    levels = [entry.strip() for words in LEXICON["seniority"].values() for entry in words.split(",")]
    functions = [
        entry.strip()
        for kinds in LEXICON["function"].values()
        for words in kinds.values()
        for entry in words.split(",")
    ]
    assert [entry for entries in (levels, functions) for entry, times in Counter(entries).items() if times > 1] == []
    assert [entry for entry in levels + functions if fold(entry) != entry.strip("-")] == []


def test_the_lexicon_knows_every_level_and_function_and_no_others() -> None:
    assert [level for level in LEXICON["seniority"] if level != "capped"] == list(SENIORITIES)
    assert list(LEXICON["function"]) == list(JOB_FUNCTIONS)
