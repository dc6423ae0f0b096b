"""The cookbook's questions, asked of the sample network: what the page prints is what comes; `--accept` prints anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "cookbook.md"
RECIPE = re.compile(r"^## (?P<question>.+?)$.*?```sql\n(?P<query>.*?)```\n+(?P<printed>(?:\|[^\n]*\n)*)", re.M | re.S)


@pytest.fixture(scope="module")
def warehouse(sample_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's warehouse."""
    with duckdb.connect(str(sample_home / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def printed(warehouse: duckdb.DuckDBPyConnection, query: str) -> str:
    """The result as a Markdown table."""
    result = warehouse.sql(query)
    rows = [list(map(cell, row)) for row in result.fetchall()]
    lines = [result.columns, ["---"] * len(result.columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def test_every_recipe_prints_what_comes_of_it(
    warehouse: duckdb.DuckDBPyConnection, request: pytest.FixtureRequest
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    recipes = list(RECIPE.finditer(page))
    assert len({recipe["question"] for recipe in recipes}) == len(recipes) >= 30
    if request.config.getoption("--accept"):
        for recipe in reversed(recipes):
            start, end = recipe.span("printed")
            page = page[:start] + printed(warehouse, recipe["query"]) + page[end:]
        PAGE.write_text(page, encoding="utf-8")
        recipes = list(RECIPE.finditer(page))
    for recipe in recipes:
        assert printed(warehouse, recipe["query"]) == recipe["printed"], recipe["question"]
        assert recipe["printed"].count("\n") > 2, f"{recipe['question']} has no answer in the sample"
