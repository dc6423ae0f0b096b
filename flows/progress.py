"""What a run tells while it runs: bars in a terminal, plain lines elsewhere; flows/run_log.py tells Prefect as well."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, SpinnerColumn, Task, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text


class Teller(Protocol):
    """Told of steps and counts; holds no values of records."""

    def step(self, name: str) -> None:
        """A step begins, and the one before it has ended."""

    def count(self, records: int) -> None:
        """So many more records of this step."""

    def fail(self) -> None:
        """The running step has failed; whoever raised the error says why."""

    def say(self, sentence: str) -> None:
        """Something a person should know."""

    def wait(self, sentence: str) -> None:
        """The next step has to wait; the sentence says for whom."""


class Lines:
    """A plain line a step, on standard error."""

    def step(self, name: str) -> None:
        """Print the step's name."""
        self.say(name)

    def count(self, records: int) -> None:
        """Nothing: a log is not a place for counting up."""

    def fail(self) -> None:
        """Nothing: the error is told in words."""

    def say(self, sentence: str) -> None:
        """Print a sentence."""
        print(sentence, file=sys.stderr, flush=True)

    def wait(self, sentence: str) -> None:
        """Print for whom."""
        self.say(sentence)


class Mark(SpinnerColumn):
    """A spinner while a step runs, then how it ended."""

    def render(self, task: Task) -> RenderableType:
        """The mark of one step."""
        if not task.finished:
            return super().render(task)
        return Text("✗", style="red") if task.fields["has_failed"] else Text("✓", style="green")


class Bars:
    """A spinner a step with its count and time."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def step(self, name: str) -> None:
        """Finish the running bar and begin another."""
        self.done()
        self._task = self._progress.add_task(name, total=None, records="", has_failed=False)

    def count(self, records: int) -> None:
        """Advance the running bar."""
        if self._task is not None:
            self._progress.advance(self._task, records)
            done = int(self._progress.tasks[self._task].completed)
            self._progress.update(self._task, records="1 record" if done == 1 else f"{done:,} records")

    def fail(self) -> None:
        """Mark the running bar."""
        if self._task is not None:
            self._progress.update(self._task, has_failed=True)
            self.done()

    def say(self, sentence: str) -> None:
        """Print a sentence above the bars."""
        self._progress.console.print(sentence, markup=False, emoji=False, highlight=False)

    def wait(self, sentence: str) -> None:
        """Print for whom, above the bars."""
        self.say(sentence)

    def done(self) -> None:
        """Show the running bar as finished."""
        if self._task is not None:
            completed = self._progress.tasks[self._task].completed or 1
            self._progress.update(self._task, total=completed, completed=completed)
            self._task = None


_LINES = Lines()
_teller: ContextVar[Teller] = ContextVar("teller")


def teller() -> Teller:
    """Whom to tell in this context."""
    return _teller.get(_LINES)


@contextmanager
def telling(other: Teller) -> Iterator[None]:
    """Tell another one for as long as the block runs."""
    token = _teller.set(other)
    try:
        yield
    finally:
        _teller.reset(token)


@contextmanager
def showing() -> Iterator[None]:
    """Show progress the way the terminal allows, for as long as the block runs."""
    if not sys.stderr.isatty():
        yield
        return
    columns = (Mark(), TextColumn("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn())
    records = TextColumn("{task.fields[records]}", justify="right")
    with Progress(*columns, records, console=Console(stderr=True)) as progress:
        bars = Bars(progress)
        try:
            with telling(bars):
                yield
        except BaseException:
            bars.fail()
            raise
        finally:
            bars.done()
