"""The main job as a Prefect flow, for real: a task a source, retries by kind of error, and nothing personal kept."""

from __future__ import annotations

import gc
import os
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, cast

import duckdb
import pytest

from connectors.claims import Name, Reading
from connectors.contract import Connector, NeedsYou, Options, SourceChanged, SourceRecord, TryLater
from connectors.contract import connectors as known_connectors
from connectors.records import Batch, Context, Cursor, Origin, Record, Snapshot
from flows import local_server, progress, sources, syncing
from flows.faults import Fault, SomeSourcesFailed
from flows.landing import land_source
from flows.report import Synced
from flows.work import open_archive
from tests.flows.household import settle
from warehouse.checking import Check, CheckFailed, CheckResult
from warehouse.lock import Locked, writing

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]  # Prefect's own, of its clients

SECRET = "kay.private@leak.example"
"""A value that must be found nowhere but in the archive."""


class Moody:
    """A source that raises what a test gives it, one error each time it is asked, then shows one record."""

    def __init__(self) -> None:
        self.errors: list[Exception] = []
        self.asked = 0
        self.reads_badly = False

    def fetch(self, options: Options, cursors: Mapping[str, Cursor], window: object) -> Iterator[Batch]:
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        record = Record("kay", b"Kay", Context({}), Origin("moody"))
        yield Batch("", Snapshot("one"), [record])

    def read(self, record: SourceRecord, facts: Mapping[str, Any]) -> Iterator[Reading]:
        if self.reads_badly:
            raise ValueError(SECRET)
        yield Name("kay", "Kay")


class Told:
    """What a run tells while it runs."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.then: Callable[[], None] = lambda: None

    def step(self, name: str) -> None: ...
    def count(self, records: int) -> None: ...
    def fail(self) -> None: ...
    def say(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def wait(self, sentence: str) -> None:
        self.sentences.append(sentence)
        self.then()


@pytest.fixture
def moody(monkeypatch: pytest.MonkeyPatch) -> Moody:
    source = Moody()
    connector = Connector(name="moody", options=Options, fetch=cast(Any, source.fetch), read=source.read)
    monkeypatch.setattr(sources, "connectors", lambda: {**known_connectors(), "moody": connector})
    return source


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A phone, a club, and a source of moods."""
    file = settle(tmp_path, people=6)
    file.write_text(file.read_text() + '\n[[source]]\nname = "mood"\nconnector = "moody"\n')
    return file


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()
    token = progress._teller.set(told)
    yield told
    progress._teller.reset(token)


@pytest.fixture
def sync(prefect: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Runs the flow without the waits before a retry; returns its final state."""
    import flows.sync

    monkeypatch.setattr(flows.sync.sync_source, "retry_delay_seconds", [0, 0, 0])

    def run(settings: Path, *words: Any) -> Any:
        state = flows.sync.sync(str(settings), *words, return_state=True)
        local_server._drain()
        return state

    yield run
    gc.collect()  # so that no later test is told of what Prefect left open


def came_to(state: Any) -> Any:
    return state.result(raise_on_failure=False)


def flow_run(state: Any) -> Any:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        return client.read_flow_run(state.state_details.flow_run_id)


def task_runs(state: Any) -> dict[str, Any]:
    """The tasks of a flow run by name."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    run = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
    with get_client(sync_client=True) as client:
        return {task.name: task for task in client.read_task_runs(flow_run_filter=run)}


def messages(settings: Path) -> dict[str, tuple[str, str | None]]:
    """Outcome and message of every source, as the archive has them."""
    with duckdb.connect(str(settings.parent / "data/archive.duckdb"), read_only=True) as connection:
        rows = connection.execute("select source, outcome, message from run_source order by started_at").fetchall()
    return {source: (outcome, message) for source, outcome, message in rows}


def kept_by_prefect(prefect: Mapping[str, str]) -> bytes:
    """Every byte in Prefect's folder: its database with states, logs, artifacts, parameters and results."""
    return b"".join(file.read_bytes() for file in Path(prefect["PREFECT_HOME"]).rglob("*") if file.is_file())


def test_every_source_is_a_task_and_the_artifact_says_what_came_in(
    sync: Callable[..., Any], settings: Path, moody: Moody
) -> None:
    from prefect.artifacts import Artifact

    state = sync(settings)
    assert state.is_completed()
    synced = came_to(state)
    assert isinstance(synced, Synced)
    assert synced.built.published
    assert {run.source: run.new for run in synced.runs} == {"me": 1, "phone": 6, "club": 6, "mood": 1}
    tasks = task_runs(state)
    assert set(tasks) == {"me", "phone", "club", "mood"}
    assert all(task.state.is_completed() for task in tasks.values())
    artifact = cast(Any, Artifact.get("sync"))
    assert "| phone | completed | 6 | 6 | 0 | 0 | 0 |" in artifact.data
    assert "* 11 people, " in artifact.data
    assert flow_run(state).parameters == {"settings": str(settings), "sources": None, "as_of": None, "wait": True}


def test_only_the_named_sources_are_asked_and_reported(sync: Callable[..., Any], settings: Path, moody: Moody) -> None:
    state = sync(settings, ["club"], date(2026, 1, 1))
    assert [run.source for run in came_to(state).runs] == ["club"]
    assert set(task_runs(state)) == {"club"}
    with duckdb.connect(str(settings.parent / "data/warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("from as_of").fetchall() == [(date(2026, 1, 1),)]


def test_a_source_that_is_down_for_a_moment_is_asked_again(
    sync: Callable[..., Any], settings: Path, moody: Moody, told: Told
) -> None:
    moody.errors = [TryLater("The server is busy."), TryLater("The server is busy.")]
    state = sync(settings, ["mood"])
    assert state.is_completed()
    assert moody.asked == 3
    assert messages(settings)["mood"] == ("completed", None)
    assert came_to(state).runs[0].new == 1
    again = [
        "mood: The server is busy. It is asked again in 2 s.",
        "mood: The server is busy. It is asked again in 10 s.",
    ]
    assert told.sentences == again


def test_a_source_that_stays_down_is_given_up_after_three_retries(
    sync: Callable[..., Any], settings: Path, moody: Moody, told: Told
) -> None:
    moody.errors = [TryLater("The server is busy.") for _ in range(9)]
    state = sync(settings, ["mood"])
    assert state.is_failed()
    assert moody.asked == 4
    assert len(told.sentences) == 3
    assert messages(settings)["mood"] == ("try_later", "The server is busy.")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(NeedsYou("The password is wrong."), "needs_you"), (SourceChanged("There is no such column."), "source_changed")],
    ids=["needs_you", "source_changed"],
)
def test_where_waiting_does_not_help_a_source_is_asked_once_and_the_others_go_on(
    sync: Callable[..., Any], settings: Path, moody: Moody, error: Exception, outcome: str
) -> None:
    moody.errors = [error]
    state = sync(settings)
    assert moody.asked == 1
    assert state.is_failed()
    assert state.message == f"mood: {error}"
    assert messages(settings)["mood"] == (outcome, str(error))
    assert [messages(settings)[name][0] for name in ("me", "phone", "club")] == ["completed"] * 3
    failed = came_to(state)
    assert isinstance(failed, SomeSourcesFailed)
    assert str(failed) == f"mood: {error}"
    assert len(failed.synced.runs) == 4
    assert failed.synced.built.published


def test_what_an_unexpected_error_quotes_is_kept_nowhere(
    sync: Callable[..., Any],
    settings: Path,
    moody: Moody,
    prefect: Mapping[str, str],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as cause:
        quoting = ValueError(f"could not read {SECRET}")
        quoting.__cause__ = cause
        careless = NeedsYou("The file ends in the middle of a row.")
        careless.__cause__ = cause
    for error in (quoting, careless):
        moody.errors = [error]
        state = sync(settings, ["mood"])
        assert state.is_failed()
        assert SECRET not in f"{state.message} {came_to(state)!r} {caplog.text} {capfd.readouterr()}"
    assert messages(settings)["mood"] == ("needs_you", "The file ends in the middle of a row.")
    assert b"ValueError in landing.py, line " in kept_by_prefect(prefect)
    assert SECRET.encode() not in kept_by_prefect(prefect)


def test_a_failure_takes_no_traceback_of_what_caused_it_along(settings: Path, moody: Moody) -> None:
    careless = NeedsYou("The file ends in the middle of a row.")
    careless.__cause__ = KeyError(SECRET)
    moody.errors = [careless, ValueError(SECRET)]
    loaded = sources.load_settings(settings)
    with open_archive(loaded) as archive:
        run_id = archive.start_run("sync")
        for _ in range(2):
            with pytest.raises((NeedsYou, Fault)) as failed:
                land_source(archive, run_id, sources.chosen_sources(loaded, ["mood"])[0])
            assert SECRET not in "".join(traceback.format_exception(failed.value))


def test_what_an_error_while_building_quotes_is_kept_nowhere(
    sync: Callable[..., Any],
    settings: Path,
    moody: Moody,
    prefect: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def quote(*_: object) -> None:
        raise duckdb.ConversionException(f"Could not convert {SECRET}")

    monkeypatch.setattr("warehouse.build.run_models", quote)
    state = sync(settings)
    assert state.is_failed()
    assert isinstance(came_to(state), Fault)
    assert "ConversionException in build.py, line " in state.message
    assert SECRET not in f"{state.message} {capfd.readouterr()}"
    assert SECRET.encode() not in kept_by_prefect(prefect)


def test_a_reader_that_fails_on_a_record_rejects_it_and_stops_nothing(
    sync: Callable[..., Any], settings: Path, moody: Moody, prefect: Mapping[str, str]
) -> None:
    moody.reads_badly = True
    assert sync(settings).is_completed()
    with duckdb.connect(str(settings.parent / "data/warehouse.duckdb"), read_only=True) as connection:
        rejected = connection.execute("select source, reason from rejection").fetchall()
    assert rejected == [("mood", "the reader failed on it (ValueError); please report this")]
    assert SECRET.encode() not in kept_by_prefect(prefect)


def test_settings_and_parameters_in_prefect_hold_nobody(
    sync: Callable[..., Any], settings: Path, moody: Moody, prefect: Mapping[str, str]
) -> None:
    sync(settings)
    for value in (b"ada@byron.example", b"Ada Byron", b"post.example", b"Abara"):
        assert value not in kept_by_prefect(prefect)


def test_a_check_that_fails_fails_the_flow_with_its_sentence(
    sync: Callable[..., Any], settings: Path, moody: Moody, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise CheckFailed([CheckResult(Check("profiles", "fail", "every person has a profile", ""), 3)])

    monkeypatch.setattr(syncing, "build_warehouse", refuse)
    state = sync(settings)
    assert state.is_failed()
    assert "every person has a profile (3 rows break it)" in state.message


def test_a_second_sync_says_who_is_writing_and_waits_its_turn(
    sync: Callable[..., Any], settings: Path, moody: Moody, told: Told
) -> None:
    with ExitStack() as other:
        other.enter_context(writing(settings.parent / "data/reknit.lock", "backup", True, print))
        told.then = other.close
        state = sync(settings)
    assert state.is_completed()
    (sentence,) = told.sentences
    assert sentence.startswith(f"`reknit backup` (process {os.getpid()}) has been writing since ")
    assert sentence.endswith(" Waiting for it to end.")


def test_without_waiting_a_second_sync_says_who_is_writing(
    sync: Callable[..., Any], settings: Path, moody: Moody
) -> None:
    with writing(settings.parent / "data/reknit.lock", "sync", True, print):
        state = sync(settings, None, None, False)
    held = came_to(state)
    assert isinstance(held, Locked)
    assert str(held).startswith(f"`reknit sync` (process {os.getpid()}) has been writing since ")
    assert moody.asked == 0
