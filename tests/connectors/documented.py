"""The connector that docs/adding-a-connector.md shows, taken from the page."""

from __future__ import annotations

import re

from tests.connectors.planting import REPOSITORY

NAME = "address_lines"

BLOCK = re.compile(r"^`(?P<path>[\w./-]+)`:\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def files_of_the_page() -> dict[str, str]:
    """Path and text of every file that the page shows in full."""
    page = (REPOSITORY / "docs" / "adding-a-connector.md").read_text("utf-8")
    return {found["path"]: found["text"] for found in BLOCK.finditer(page)}
