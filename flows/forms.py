"""The form that Prefect's pages show before a run, from a flow's parameters and their help texts."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from prefect import Flow
from prefect.utilities.callables import parameter_schema

HIDDEN = ("settings", "wait")
"""Parameters that nobody chooses on a page: they are the deployment's own, or mean nothing there."""


def form(flow: Flow[..., Any], sources: Sequence[str], is_of_one_source: bool = False) -> dict[str, Any]:
    """The JSON schema of what may be filled in.

    sources: what `sources` offers; a deployment of one source does not ask for it.
    """
    schema: dict[str, Any] = deepcopy(parameter_schema(flow).model_dump_for_openapi())
    hidden = (*HIDDEN, "sources") if is_of_one_source else HIDDEN
    fields = {name: _without_null(field) for name, field in schema["properties"].items() if name not in hidden}
    if "sources" in fields and sources:
        fields["sources"]["items"] = {"type": "string", "enum": list(sources)}
    schema["properties"] = fields
    schema["required"] = [name for name in schema.get("required", []) if name in fields]
    return schema


def described(flow: Flow[..., Any], schema: dict[str, Any], source: str | None) -> str:
    """What a flow does and what its parameters mean, in Markdown; `source`: of this one alone."""
    purpose = inspect.cleandoc(flow.fn.__doc__ or "").partition("\nArgs:")[0].strip()
    only = f"Of the source {source} alone.\n\n" if source else ""
    helps = {name: " ".join(field.get("description", "").split()) for name, field in schema["properties"].items()}
    return f"{purpose}\n\n{only}" + "\n".join(f"* **{name}**: {text}" for name, text in helps.items())


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    """`X | None` as X that may be left out: the pages show two tabs for the one and a plain field for the other."""
    kinds = [kind for kind in field.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return field
    rest: dict[str, Any] = {
        key: value for key, value in field.items() if key != "anyOf" and (key, value) != ("default", None)
    }
    return {**rest, **kinds[0]}
