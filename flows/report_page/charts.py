"""Pictures as inline SVG: drawn by Vega on this machine, in the colours and the font of the page around them.

Nothing runs in the reader's browser. A picture's colours are the page's CSS variables, so that it follows dark mode.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

CHARTS = Path(__file__).parent / "charts"

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"

BASE = "https://vega.github.io/vega-datasets/"
"""What Vega puts before a link that names no host."""

Row = Mapping[str, Any]


def chart(
    name: str,
    width: int,
    datasets: Mapping[str, Sequence[Row]],
    title: str,
    description: str,
    height: int | None = None,
) -> Markup:
    """The picture of a specification in charts/, as an <svg>.

    width, height: of its drawing area, in pixels; labels beside it come on top. None as the specification says.
    title, description: what a screen reader says of it. A picture without links is one thing to it.
    """
    import vl_convert  # takes 40 ms, and a page without pictures does without

    specification = json.loads((CHARTS / f"{name}.vl.json").read_text(encoding="utf-8"))
    specification["config"] = json.loads((CHARTS / "style.json").read_text(encoding="utf-8"))
    specification["datasets"] = {table: list(rows) for table, rows in datasets.items()}
    specification["width"] = width
    if height:
        specification["height"] = height
    return _told(vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]), title, description)


def _told(svg: str, title: str, description: str) -> Markup:
    """The drawing with a title, and with what its marks say as tooltips; links go to places of the same page."""
    ElementTree.register_namespace("", SVG[1:-1])
    root = ElementTree.fromstring(svg)  # noqa: S314  (Vega wrote it a moment ago)
    has_links = False
    for element in root.iter():
        for attribute in ("aria-roledescription", "aria-hidden", "role"):
            element.attrib.pop(attribute, None)
        if told := element.attrib.pop("aria-label", None):
            ElementTree.SubElement(element, f"{SVG}title").text = told
        if link := element.attrib.pop(LINK, None):
            element.set("href", link.removeprefix(BASE))
            has_links = True
    root.set("role", "group" if has_links else "img")
    root.set("aria-label", f"{title}. {description}")
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704  (a tree, so its texts are escaped)
