"""Bars in a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest
from rich.console import Console
from rich.progress import Progress, TextColumn

from flows.progress import Bars, Mark, showing, teller
from tests.flows.command_line import plain


def work() -> None:
    teller().step("phone")
    teller().count(1)
    teller().count(1999)
    teller().say("It is asked again in 2 s.")
    teller().step("club")
    teller().fail()


@pytest.fixture
def drawn() -> Iterator[tuple[Bars, io.StringIO]]:
    """Bars, and what they come to once they have stopped."""
    screen = io.StringIO()
    columns = (Mark(), TextColumn("{task.description}"), TextColumn("{task.fields[records]}"))
    with Progress(
        *columns, console=Console(file=screen, width=60, force_terminal=False), auto_refresh=False
    ) as progress:
        yield Bars(progress), screen
        progress.stop()


def test_elsewhere_than_in_a_terminal_a_step_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with showing():
        work()
    assert capsys.readouterr() == ("", "phone\nIt is asked again in 2 s.\nclub\n")


def test_in_a_terminal_a_step_is_a_bar_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with showing():
        work()
    out, err = map(plain, capsys.readouterr())
    assert out == ""
    assert "✓ phone" in err
    assert "2,000 records" in err
    assert "It is asked again in 2 s.\n" in err
    assert "✗ club" in err


def test_bars_say_how_each_step_ended(drawn: tuple[Bars, io.StringIO]) -> None:
    bars, screen = drawn
    bars.step("phone")
    bars.count(1)
    bars.step("club")
    bars.fail()
    bars.step("publishing")
    bars.done()
    bars.count(5)  # of no step
    bars._progress.refresh()
    bars._progress.stop()
    lines = [line.strip() for line in screen.getvalue().splitlines() if line.strip()]
    assert lines == ["✓ phone      1 record", "✗ club", "✓ publishing"]


def test_a_step_in_which_an_error_is_raised_has_failed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with pytest.raises(ValueError, match="broken"), showing():
        teller().step("publishing")
        raise ValueError("broken")
    assert "✗ publishing" in plain(capsys.readouterr().err)


def test_after_the_bars_lines_are_told_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys.stderr, "isatty", lambda: True)
        with showing():
            pass
    capsys.readouterr()
    teller().step("phone")
    assert capsys.readouterr().err == "phone\n"
