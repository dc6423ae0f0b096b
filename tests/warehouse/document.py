"""The page docs/warehouse.md, made of what an empty warehouse says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.warehouse.conftest import World, models
from warehouse.model_file import Model
from warehouse.modelling import MODELS
from warehouse.relations import relations

PAGE = Path(__file__).parents[2] / "docs" / "warehouse.md"

SECTIONS = {
    "about": "The warehouse itself",
    "people": "People",
    "careers": "Careers and organizations",
    "conversations": "Conversations",
    "shared": "1 Shared experiences",
    "inside": "2 Inside information",
    "referrals": "3 Referrals and recommendations",
    "horizons": "4 Expanding horizons",
    "skills": "5 Collaboration and skills",
    "learning": "6 Learning",
    "lifelong": "7 Lifelong relationships",
    "imports": "What came in",
}
"""Folder of models -> its heading, in the order of the page."""

_DRAWN = ("people", "careers", "conversations")

_INTRODUCTION = """\
# The warehouse

<!-- Made of the comments in warehouse/models/main by `pytest tests/warehouse/test_document.py --accept`. -->

Every table, column and macro of `warehouse.duckdb` says in the file itself what it is: `from help();`,
`from help('reconnect');`, or your tool's own view of comments. This page is the same, to read at leisure;
[the cookbook](cookbook.md) shows forty questions with their answers.

* A table has one row for what its first sentence names. A macro is a question with arguments: `from insiders('acme')`.
  What has `:=` behind it may be left out. `of` says about whom: any id of a person; without it, you.
* Moments are `timestamp` in UTC, days `date`. Nothing reads the clock: every answer is for the day in `as_of`.
* Null means that no source says, and each column says so where it can be null. A key's first column never is null; two
  rows that differ in nothing else of their key but a null are two rows.
* Kinds, standings and the like are enumerated types, which sort in their own order: `intern` before `executive`.
* Scores are sums of the terms in `score_term` or of the macro `…_terms`; their constants stand in `weight`.
* What an answer could not know stands in `gap`.
"""


def document(world: World) -> str:
    """The page as Markdown; `world` is built and its comments are published."""
    types = {
        (table, column): kind
        for table, column, kind in world.rows(
            "select table_name, column_name, data_type from duckdb_columns() where database_name = 'memory'"
        )
    }
    by_section: dict[str, list[Model]] = {section: [] for section in SECTIONS}
    for model in sorted(models("main"), key=_rank):
        by_section[_section(model)].append(model)
    lines = [_INTRODUCTION, "## How the tables hang together\n", *_diagram(by_section)]
    for section, heading in SECTIONS.items():
        lines += [f"## {heading}\n"]
        for model in by_section[section]:
            lines += _described(model, types, world)
    return "\n".join(lines).rstrip() + "\n"


def _rank(model: Model) -> tuple[bool, bool, str]:
    """Tables, then macros, then what these are made of."""
    return model.kind != "table", model.grain.startswith("Part of "), model.name


def _section(model: Model) -> str:
    file = model.file.rpartition("/")[2]
    return next(path.parent.name for path in (MODELS / "main").rglob(file))


def _diagram(by_section: Mapping[str, list[Model]]) -> Iterator[str]:
    drawn = [model for section in _DRAWN for model in by_section[section]]
    yield "```mermaid"
    yield "erDiagram"
    for table, column, parent, _ in relations(drawn):
        yield f"  {parent} ||--o{{ {table} : {column}"
    yield "```\n"
    yield "Other tables refer to these in the same way: a column called `person_id` holds the id of a `person`.\n"


def _described(model: Model, types: Mapping[tuple[str, str], str], world: World) -> Iterator[str]:
    called = model.name if model.kind == "table" else f"{model.name}({', '.join(model.parameters)})"
    yield f"### {called}\n"
    key = f" Key: {', '.join(model.key)}." if model.key else ""
    yield f"{model.grain}{key}\n"
    if not model.columns:
        return
    if model.kind == "macro":
        nulls = ", ".join("null" for parameter in model.parameters if ":=" not in parameter)
        kinds = {row[0]: row[1] for row in world.rows(f"describe from {model.name}({nulls})")}
    else:
        kinds = {column: types[model.name, column] for column in model.columns}
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column, meaning in model.columns.items():
        cell = meaning.replace("|", "\\|")
        yield f"| {column} | {kinds[column].lower()} | {cell} |"
    yield ""
