"""The one place that puts a name or a text into SQL, for the statements that take no parameters."""

from __future__ import annotations


def identifier(*path: str) -> str:
    """A quoted name, its parts joined by dots: "profiles"."email" for the path profiles, email."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in path)


def literal(text: str) -> str:
    """A quoted string."""
    return "'" + text.replace("'", "''") + "'"
