"""Which flows can be started from Prefect: every `@flow` with its module's name, so a later one is there as well."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def deployed_flows() -> dict[str, str]:
    """Every flow by name, and why it can't be scheduled; "" when it can.

    Read from the modules' text: importing them would import Prefect, which takes longer than all else that a command
    does before its first word.
    """
    found = {}
    for file in sorted(FOLDER.glob("*.py")):
        text = file.read_text(encoding="utf-8")
        flow = _flow(ast.parse(text), file.stem) if "@flow" in text else None
        if flow:
            required = _required(flow)
            found[file.stem] = f"can't run by itself: it asks for {', '.join(required)} each time" if required else ""
    return found


def _flow(module: ast.Module, name: str) -> ast.FunctionDef | None:
    """The function of this name that is decorated with `@flow` or `@flow(…)`."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            decorators = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
            if any(isinstance(decorator, ast.Name) and decorator.id == "flow" for decorator in decorators):
                return node
    return None


def _required(function: ast.FunctionDef) -> list[str]:
    """The parameters that have no default."""
    found = function.args
    by_place = found.args[: len(found.args) - len(found.defaults)]
    by_name = [one for one, default in zip(found.kwonlyargs, found.kw_defaults, strict=True) if default is None]
    return [argument.arg for argument in by_place + by_name]
