"""The world of a test: empty until it says something."""

from __future__ import annotations

import pytest

from tests.transforms.world import World


@pytest.fixture
def world() -> World:
    """A world without people."""
    return World()
