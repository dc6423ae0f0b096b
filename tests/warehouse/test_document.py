"""docs/warehouse.md is what the warehouse says of itself; `pytest --accept` writes it anew."""

from __future__ import annotations

import pytest

from tests.warehouse.conftest import World
from tests.warehouse.document import PAGE, document


def test_the_page_is_what_the_warehouse_says_of_itself(world: World, request: pytest.FixtureRequest) -> None:
    world.build_all()
    world.publish_comments()
    page = document(world)
    if request.config.getoption("--accept"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
