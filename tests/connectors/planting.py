"""A copy of the connectors package with some files added or replaced, in the place of the real one for a while."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import connectors as package

REPOSITORY = Path(__file__).parents[2]

SHARED = ("connectors.records", "connectors.claims", "connectors.contract")
"""Stay loaded: a claim of the copy has to be the claim that the suite and the archive know."""


@contextmanager
def connectors_with(folder: Path, files: Mapping[str, str]) -> Iterator[None]:
    """Meanwhile `connectors` is a copy in `folder`, with these texts at these paths ("connectors/files.py")."""
    copy = folder / "connectors"
    shutil.copytree(REPOSITORY / "connectors", copy, ignore=shutil.ignore_patterns("__pycache__"))
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    loaded = {n: m for n, m in sys.modules.items() if n.startswith("connectors.") and n not in SHARED}
    bound, found_in = {n: getattr(package, n.split(".")[1], None) for n in loaded}, list(package.__path__)
    _unload()
    package.__path__ = [str(copy)]
    importlib.invalidate_caches()
    try:
        yield
    finally:
        _unload()
        package.__path__ = found_in
        sys.modules.update(loaded)
        for name, module in bound.items():
            if module is not None and name.count(".") == 1:
                setattr(package, name.split(".")[1], module)


def _unload() -> None:
    for name in [n for n in sys.modules if n.startswith("connectors.") and n not in SHARED]:
        del sys.modules[name]
        if name.count(".") == 1 and hasattr(package, name.split(".")[1]):
            delattr(package, name.split(".")[1])


def with_fault(path: str, right: str, wrong: str) -> dict[str, str]:
    """The text of a module with one place made wrong. The place has to be there exactly once, so no plant can rot."""
    text = (REPOSITORY / path).read_text("utf-8")
    found = text.count(right)
    assert found == 1, f"{path} holds {right!r} {found} times, expected once: plant this fault anew."
    return {path: text.replace(right, wrong)}
