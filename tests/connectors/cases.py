"""The samples the contract suite runs on: tests/connectors/<name>/case.toml and the files beside it.

[[case]]
name = "two exports"
files = ["2024.csv", "2025.csv"]     successive states of the source; a list inside is one state of several files,
                                     a folder is one state of all that is in it
reordered = "shuffled.csv"           the first file with its records in another order; only where the suite
                                     can't make one itself, because records are not slices of the file
not_emails = ["@handle.example"]     what looks like an e-mail address and is none
undated = true                       nothing in these states says when they were exported
headers_only = true                  records are header blocks: from the empty line after one, up to the next one or the
                                     line beginning with "From " before it, all is passed over on purpose
fixture = "mailbox"                  for sources that are no files: the pytest fixture that gives the options, or a list
                                     of functions that each put one state in place and return its options
[case.options]                       the connector's options, without `path`
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from connectors.contract import Connector, Options

SAMPLES = Path(__file__).parent

Given = Mapping[str, Any] | Sequence[Callable[[], Mapping[str, Any]]]
"""What a fixture gives: the options of a source with one state, or what puts each of its states in place."""


class Case(BaseModel):
    """One table of a case.toml; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path
    name: str
    files: list[str | list[str]] = []
    reordered: str | None = None
    not_emails: list[str] = []
    undated: bool = False
    headers_only: bool = False
    fixture: str | None = None
    options: dict[str, Any] = {}


def cases(connector: str, samples: Path = SAMPLES) -> list[Case]:
    """The cases of a connector, in the order of its case.toml. A connector without any fails the suite."""
    path = samples / connector / "case.toml"
    if not path.is_file():
        raise AssertionError(
            f"The connector {connector} has no sample: "
            f"write tests/connectors/{connector}/case.toml and a file beside it."
        )
    found = [Case(folder=path.parent, **table) for table in tomllib.loads(path.read_text("utf-8")).get("case", [])]
    names = [case.name for case in found]
    if not found or len(set(names)) < len(names):
        raise AssertionError(
            f"tests/connectors/{connector}/case.toml needs one [[case]] or more, each with its own name."
        )
    return found


@dataclass(frozen=True)
class Trial:
    """A connector on one case, with an empty folder to work in.

    given: what comes from the case's fixture.
    """

    connector: Connector
    case: Case
    folder: Path
    given: Given = field(default_factory=dict)

    @property
    def is_of_files(self) -> bool:
        """Whether the source is files, so that the suite may rename, reorder and damage them."""
        return bool(self.case.files)

    def states(self) -> Iterator[Options]:
        """The states of the source, one after the other; each is in place until the next one is asked for."""
        for state in self.case.files:
            yield self.shows_sample(state)
        if isinstance(self.given, Sequence):
            for put_in_place in self.given:
                yield self.options(**put_in_place())
        elif not self.is_of_files:
            yield self.options(**self.given)

    def single_files(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of each state that is one file."""
        for state in self.case.files:
            if isinstance(state, str) and (self.case.folder / state).is_file():
                yield state, (self.case.folder / state).read_bytes()

    def shows_sample(self, state: str | list[str]) -> Options:
        """Put one state of the case in place; the options that read it."""
        if isinstance(state, str) and (self.case.folder / state).is_dir():
            return self._shows_folder(self.case.folder / state)
        files = [state] if isinstance(state, str) else state
        return self.shows({file: (self.case.folder / file).read_bytes() for file in files})

    def shows(self, contents: Mapping[str, bytes]) -> Options:
        """Put these files in place of what the source held; the options that read them."""
        source = self.folder / "source"
        shutil.rmtree(source, ignore_errors=True)
        source.mkdir()
        for file, content in contents.items():
            (source / file).write_bytes(content)
        return self.options(path=str(source / (next(iter(contents)) if len(contents) == 1 else "*")))

    def _shows_folder(self, folder: Path) -> Options:
        source = self.folder / "source"
        shutil.rmtree(source, ignore_errors=True)
        shutil.copytree(folder, source)
        return self.options(path=str(source))

    def options(self, **more: Any) -> Options:
        """The case's options, checked by the connector's own model."""
        return self.connector.options(**self.case.options, **more)
