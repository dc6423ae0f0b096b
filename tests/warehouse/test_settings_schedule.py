"""Settings of what happens by itself: schedules of flows and sources, who is told, what it is called in Prefect."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from connectors.secret import Secret
from tests.warehouse.settings_case import MAIL, MODELS, PHONE, loaded, problems
from warehouse.settings import Settings, load
from warehouse.settings_cron import cron_line
from warehouse.settings_problems import SettingsError

FLOWS = {"sync": "", "rebuild": "", "backfill": "can't run by itself: it asks for since, until each time"}


class Notify(BaseModel):
    """A stand-in for the one that flows has."""

    model_config = ConfigDict(extra="forbid")

    webhook: Secret | None = None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reknit.toml"


def scheduled(file: Path, text: str) -> Settings:
    file.write_text(text)
    return load(file, MODELS, {}, None, FLOWS, Notify)


def refusals(file: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        scheduled(file, text)
    return [str(problem) for problem in raised.value.problems]


def test_a_source_may_have_a_schedule_of_its_own(file: Path) -> None:
    phone, work = scheduled(file, PHONE + MAIL + 'schedule = { interval = "10m" }\n').sources
    assert phone.schedule is None
    assert work.schedule is not None
    assert work.schedule.interval == timedelta(minutes=10)


def test_a_wrong_schedule_of_a_source_is_told_with_its_other_mistakes(file: Path) -> None:
    assert refusals(file, PHONE + 'colour = 1\nschedule = { cron = "61 * * * *" }\n') == [
        "source 1 (vcard, phone): schedule.cron should have a minute from 0 to 59",
        'source 1 (vcard, phone): colour is not a key here; did you mean "columns"?',
    ]
    [found] = refusals(file, PHONE + 'schedule = "hourly"\n')
    assert found.startswith("source 1 (vcard, phone): schedule should be a table, such as { cron")


def test_a_flow_that_is_not_there_can_not_be_scheduled(file: Path) -> None:
    hourly = '{ interval = "1h" }'
    assert refusals(file, f"[schedule]\nsnyc = {hourly}\nenrich = {hourly}\nbackfill = {hourly}\n") == [
        '[schedule]: snyc is no flow that can be scheduled; did you mean "sync"?',
        "[schedule]: enrich is no flow that can be scheduled; there are rebuild, sync",
        "[schedule]: backfill can't run by itself: it asks for since, until each time",
    ]


def test_a_warehouse_has_a_name_in_prefect(file: Path) -> None:
    assert loaded(file, "").prefect.name == "reknit"
    assert loaded(file, '[prefect]\nname = "ada-2"\n').prefect.name == "ada-2"
    assert loaded(file, "", {"REKNIT_PREFECT__NAME": "bo"}).prefect.name == "bo"
    for wrong in ("Ada", "my warehouse", "a/b", "-a", ""):
        [found] = problems(file, f'[prefect]\nname = "{wrong}"\n')
        assert found.startswith("[prefect]: name should ")


def test_artifacts_name_nobody_unless_the_settings_say_so(file: Path) -> None:
    assert not loaded(file, "").artifacts.personal
    assert loaded(file, "[artifacts]\npersonal = true\n").artifacts.personal
    assert loaded(file, "", {"REKNIT_ARTIFACTS__PERSONAL": "true"}).artifacts.personal
    [found] = problems(file, '[artifacts]\npersonal = "perhaps"\n')
    assert found.startswith("[artifacts]: personal should be a valid boolean")


def test_who_is_told_is_checked_with_the_rest(file: Path) -> None:
    assert scheduled(file, "").notify is None
    told = scheduled(file, '[notify]\nwebhook = { file = "hook.txt" }\n').notify
    assert isinstance(told, Notify)
    assert told.webhook is not None
    assert told.webhook.place == (f"{file.parent}/hook.txt",)
    assert refusals(file, '[notify]\nwebhook = "https://alert.example"\ntelegraph = 1\n[me]\nregion = "XX"\n') == [
        '[notify]: webhook is written out; use { env = "…" }, { file = "…" }, { command = ["…"] } or { block = "…" }',
        "[notify]: telegraph is not a key here; there are webhook",
        '[me]: region should be a country in the two letters of ISO 3166, such as "DE"',
    ]


@pytest.mark.parametrize(
    "line",
    [
        "15 * * * *",
        "*/10 8-18 * * mon-fri",
        "0 0 1,15 * *",
        "5/20 4 29 feb *",
        "0 9 * * 7",
        "0 0 31 2 sun",
        "0 0 1-7/2 JAN,dec *",
    ],
)
def test_a_cron_line_that_means_something_is_taken_as_it_is(line: str) -> None:
    assert cron_line(line) == line


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("15 * * *", "should have five fields"),
        ("@daily", "should have five fields"),
        ("60 * * * *", "should have a minute from 0 to 59"),
        ("* 24 * * *", "should have a hour from 0 to 23"),
        ("0 0 * 13 *", "should have a month from 1 to 12"),
        ("0 0 * * 8", "should have a day of the week from 0 to 7"),
        ("0 0 * * mo", "should have a day of the week from 0 to 7"),
        ("mon 0 * * *", "should have a minute from 0 to 59"),
        ("*/0 * * * *", "should have a step from 1 to 59 in its minute"),
        ("0 22-2 * * *", "should have its hour from a lower to a higher one"),
        ("0 0 L * *", "should have a day from 1 to 31"),
        ("0,,5 * * * *", "should have a minute such as 0, 0-59 or *"),
        ("0 0 30,31 2 *", "should have a day that one of its months has"),
        ("0 0 31 2,4,6 0-6", "should have a day that one of its months has"),
    ],
)
def test_a_cron_line_that_means_nothing_is_refused_with_the_reason(line: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"^should have ") as raised:
        cron_line(line)
    assert str(raised.value).startswith(sentence)
