"""docs/warehouse.md is what the warehouse says of itself; `pytest --accept` writes it anew."""

from __future__ import annotations

import pytest

from tests.warehouse.conftest import World, models
from tests.warehouse.document import PAGE, document


def test_the_page_is_what_the_warehouse_says_of_itself(world: World, request: pytest.FixtureRequest) -> None:
    world.build_all()
    world.publish_comments()
    page = document(world)
    if request.config.getoption("--accept"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page


def test_every_macro_has_the_columns_that_its_comment_describes(world: World) -> None:
    world.build_all()
    macros = [model for model in models("main") if model.kind == "macro"]
    assert len(macros) > 40
    for model in macros:
        nulls = ", ".join("null" for parameter in model.parameters if ":=" not in parameter)
        described = [row[0] for row in world.rows(f"describe from {model.name}({nulls})")]
        assert described == list(model.columns), model.file
