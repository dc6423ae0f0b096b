"""The folders import each other along the arrows of the design, and in no other way.

flows ─▶ connectors, transforms, warehouse      warehouse ─▶ transforms, connectors.{claims, records}
transforms ─▶ connectors.claims                 connectors ─▶ nothing of ours
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parent.parent
ARROWS = {
    "flows": ("flows", "connectors", "transforms", "warehouse"),
    "connectors": ("connectors",),
    "transforms": ("transforms", "connectors.claims"),
    "warehouse": ("warehouse", "transforms", "connectors.claims", "connectors.records"),
}
PEOPLE_OF_THE_OUTSIDE_WORLD = ("prefect", "tests", "data")
"""Modules of no folder that have an arrow of their own: only flows knows Prefect; nobody imports tests or samples."""

IMPURE_MODULES = {
    *("asyncio", "fcntl", "glob", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "select"),
    *("shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib.request"),
    *("http", "httpx", "imaplib", "smtplib", "requests", "rich", "typer"),
}
READS_THE_CLOCK = {"now", "utcnow", "today"}
TOUCHES_THE_WORLD = {"open", "print", "input", "exec", "eval", "breakpoint"}
READS_FILES = {"read_text", "read_bytes"}
TOUCHES_FILES = {"write_text", "write_bytes", "unlink", "mkdir", "read_csv", "read_parquet", "to_csv", "to_parquet"}


def imports(source: str, module: str, is_package: bool = False) -> Iterator[str]:
    """Full names of what `source` imports, wherever in the file it does; for `from a import b`: a.b, and a itself.

    Importing for type checkers only counts too: it is knowledge all the same.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            steps_up = node.level - 1 if is_package else node.level
            package = module.split(".")[: -steps_up or None] if node.level else []
            origin = ".".join([*package, *(node.module or "").split(".")]).strip(".")
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def is_within(name: str, place: str) -> bool:
    return name == place or name.startswith(place + ".")


def forbidden_imports(source: str, module: str, is_package: bool = False) -> list[str]:
    """What this module imports against the arrows."""
    folder = module.split(".")[0]
    ours = {name for name in imports(source, module, is_package) if name.split(".")[0] in ARROWS}
    wrong = {name for name in ours if not any(is_within(name, place) for place in ARROWS[folder])}
    for name in imports(source, module, is_package):
        top = name.split(".")[0]
        if top in PEOPLE_OF_THE_OUTSIDE_WORLD and (top, folder) != ("prefect", "flows"):
            wrong.add(name)
    return sorted(wrong)


def impurities(source: str, module: str, is_package: bool = False) -> list[str]:
    """Where this module could read or change anything beside its arguments: what it imports, `line: call`.

    Tables that ship beside a module are part of it: where every path begins at `Path(__file__)`, reading them is pure.
    """
    nodes = list(ast.walk(ast.parse(source)))
    allowed, calls = set(), TOUCHES_FILES | READS_FILES | READS_THE_CLOCK
    if all(_starts_here(node) for node in nodes):
        allowed, calls = {"pathlib.Path"}, calls - READS_FILES
    found = [
        f"import {name}"
        for name in sorted(set(imports(source, module, is_package)) - allowed)
        if any(is_within(name, impure) for impure in IMPURE_MODULES)
    ]
    for node in nodes:
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in TOUCHES_THE_WORLD:
                found.append(f"{node.lineno}: {name}()")
            case ast.Call(func=ast.Attribute(attr=name)) if name in calls:
                found.append(f"{node.lineno}: .{name}()")
    return found


def _starts_here(node: ast.AST) -> bool:
    """False for a path that is made of anything but `__file__`."""
    match node:
        case ast.Call(func=ast.Name(id="Path"), args=[ast.Name(id="__file__")], keywords=[]):
            return True
        case ast.Call(func=ast.Name(id="Path")):
            return False
    return True


def modules(*folders: str) -> list[tuple[str, Path]]:
    """Every module of these folders as (dotted name, file)."""
    found = []
    for file in sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        steps = file.relative_to(ROOT).with_suffix("").parts
        found.append((".".join(steps[:-1] if steps[-1] == "__init__" else steps), file))
    return found


OURS = [pytest.param(module, file, id=module) for module, file in modules(*ARROWS)]
PURE = [pytest.param(module, file, id=module) for module, file in modules("transforms")]


@pytest.mark.parametrize(("module", "file"), OURS)
def test_a_module_imports_along_the_arrows_only(module: str, file: Path) -> None:
    assert forbidden_imports(file.read_text(encoding="utf-8"), module, file.name == "__init__.py") == []


@pytest.mark.parametrize(("module", "file"), PURE)
def test_a_transform_touches_nothing_but_its_arguments(module: str, file: Path) -> None:
    assert impurities(file.read_text(encoding="utf-8"), module, file.name == "__init__.py") == []


def test_no_module_takes_the_name_of_one_of_pythons_own() -> None:
    taken = [
        str(file.relative_to(ROOT)) for _, file in modules(*ARROWS, "data") if file.stem in sys.stdlib_module_names
    ]
    assert taken == []


@pytest.mark.parametrize(
    ("module", "line", "wrong"),
    [
        ("warehouse.archive", "from flows.sync import sync", ["flows.sync.sync"]),
        ("warehouse.archive", "import connectors.vcard", ["connectors.vcard"]),
        ("warehouse.archive", "from connectors import vcard", ["connectors.vcard"]),
        ("warehouse.archive", "from connectors import claims, records", []),
        ("warehouse.archive", "from connectors.contract import Options", ["connectors.contract.Options"]),
        ("warehouse.archive", "from transforms.normal import phone", []),
        ("transforms.resolution.people", "from ..names import fold", []),
        ("transforms.resolution.people", "from ...connectors.records import Record", ["connectors.records.Record"]),
        ("transforms.names", "from connectors.claims import Name", []),
        ("transforms.names", "from connectors.records import Record", ["connectors.records.Record"]),
        ("transforms.names", "import warehouse", ["warehouse"]),
        ("connectors.vcard", "from .claims import Name", []),
        ("connectors.vcard", "from transforms.names import fold", ["transforms.names.fold"]),
        ("connectors.vcard", "def read():\n    from warehouse import archive", ["warehouse.archive"]),
        ("connectors.vcard", "from prefect import task", ["prefect.task"]),
        ("flows.sync", "import prefect.artifacts, warehouse.publish", []),
        ("flows.sync", "from tests.stories import world", ["tests.stories.world"]),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else None,
)
def test_an_arrow_against_the_design_is_seen(module: str, line: str, wrong: list[str]) -> None:
    assert forbidden_imports(line, module) == wrong


@pytest.mark.parametrize(
    "source",
    [
        "import os.path",
        "from urllib.request import urlopen",
        "from pathlib import Path\nnames = Path('names.csv').read_text()",
        "from pathlib import Path\n(Path(__file__).parent / 'seen.txt').write_text('x')",
        "import pathlib\nhere = pathlib.Path.cwd()",
        "def fold(x):\n    import requests\n    return x",
        "text = open('names.csv').read()",
        "import datetime\nage = datetime.date.today()",
        "from datetime import datetime as d\nat = d.now()",
        "import pandas as pd\nnames = pd.read_csv('names.csv')",
    ],
)
def test_an_impure_transform_is_seen(source: str) -> None:
    assert impurities(source, "transforms.names")


def test_a_pure_transform_passes() -> None:
    source = """
        import re
        from datetime import date, timedelta
        from pathlib import Path
        from urllib.parse import urlsplit

        NAMES = (Path(__file__).parent / "names.csv").read_text(encoding="utf-8")

        def tomorrow(as_of: date) -> date:
            return as_of + timedelta(days=1)
    """
    assert impurities(dedent(source), "transforms.days") == []
