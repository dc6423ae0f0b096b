"""A folder read as one file."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest

from connectors import packed_folder
from connectors.contract import NeedsYou
from connectors.packed_folder import packed
from tests.connectors.containers import members_of


def holds(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"content of {name}")
    return folder


def test_a_packed_folder_is_a_zip_of_what_anyone_sees_in_it(tmp_path: Path) -> None:
    content = packed(holds(tmp_path, "b.csv", "Jobs/a.csv", ".hidden.csv", ".git/x.csv")).read()
    assert members_of(content) == {"b.csv": b"content of b.csv", "Jobs/a.csv": b"content of Jobs/a.csv"}


def test_the_same_files_are_the_same_bytes_whenever_they_were_written(tmp_path: Path) -> None:
    first = packed(holds(tmp_path / "one", "a.csv", "b.csv")).read()
    other = holds(tmp_path / "two", "b.csv", "a.csv")
    os.utime(other / "a.csv", (0, 0))
    assert packed(other).read() == first


def test_a_folder_that_is_no_export_is_not_read(tmp_path: Path) -> None:
    with patch.object(packed_folder, "LARGEST_FOLDER", 10), pytest.raises(NeedsYou, match="Point `path`"):
        packed(holds(tmp_path, "a.csv"))
