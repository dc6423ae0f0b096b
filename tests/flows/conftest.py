"""One Prefect server for every test that needs one: starting it takes seconds."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping

import pytest

from flows.local_server import prefect_server


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
