"""What many tests share: one Prefect server, which takes seconds to start, and the sample's warehouse."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from flows.local_server import prefect_server
from tests.flows.running import sync
from tests.sample_files import SAMPLE


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """A server that flows of this process run on; gives what another process must know to use it, too."""
    assert "prefect" not in sys.modules, "whatever imports Prefect must do so after its environment is set"
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    try:
        with prefect_server(tmp_path_factory.mktemp("prefect")):
            yield {name: value for name, value in os.environ.items() if name.startswith("PREFECT_")}
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample's settings and exports, synced once for all who only read its warehouse."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copy(SAMPLE / "reknit.toml", folder)
    shutil.copytree(SAMPLE / "inbox", folder / "inbox")
    sync(folder / "reknit.toml")
    return folder
