"""Making the tables and macros of a warehouse from a folder of model files, each after what it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import duckdb

from warehouse.model_file import Kind, Model, ModelError, Read, read_model
from warehouse.quoting import identifier, literal

MODELS: Final = Path(__file__).parent / "models"
"""A folder for each catalog: profiles, made before people are resolved, and main, which people query."""

_SAFE_ERRORS: Final = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
"""DuckDB's errors that speak of names and types only; others may quote a value of a table."""


def read_models(folder: Path) -> list[Model]:
    """The models of a folder, each after those it reads, otherwise by name.

    A name is looked up in the folder bare or with the folder's name before it (`profiles.email`).
    Raises ModelError for a file that can't be read, a CTE that hides a model, or models that read one another in a
    ring.
    """
    models: dict[Read, Model] = {}
    with duckdb.connect() as parser:
        for path in sorted(folder.rglob("*.sql")):
            model = read_model(path, parser)
            if (model.kind, model.name) in models:
                raise ModelError(f"{model.file} makes {model.name}, as {models[model.kind, model.name].file} does.")
            models[model.kind, model.name] = model
    for model in models.values():
        hidden = sorted(name for name in model.ctes if ("table", name) in models)
        if hidden:
            raise ModelError(
                f"{model.file} calls a part of itself {hidden[0]}, as a model is called; rename that part."
            )
    needs = {key: _needs(model, models, folder.name) for key, model in models.items()}
    return [models[key] for key in _ordered(needs, models)]


def _needs(model: Model, models: Mapping[Read, Model], catalog: str) -> list[Read]:
    read = {(kind, name.removeprefix(f"{catalog}.")) for kind, name in model.reads}
    return sorted(read & models.keys())


def _ordered(needs: Mapping[Read, Iterable[Read]], models: Mapping[Read, Model]) -> list[Read]:
    sorter = TopologicalSorter(needs)
    try:
        sorter.prepare()
    except CycleError as error:
        ring = " reads ".join(models[key].file for key in reversed(error.args[1]))
        raise ModelError(f"These models read one another in a ring: {ring}.") from None
    order: list[Read] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += ready
        sorter.done(*ready)
    return order


def run_models(connection: duckdb.DuckDBPyConnection, models: Iterable[Model], *catalog: str) -> None:
    """Makes each model, in the order given, in the current catalog or the one named.

    Raises ModelError when one can't be made, or the columns of a table are not those that its comment describes. A
    macro's are not looked at: to bind what calls other macros takes longer than to make it, and a test does it.
    """
    for model in models:
        name = identifier(*catalog, model.name)
        try:
            connection.execute(_create(model, name))
            columns = _columns(connection, name) if model.kind == "table" else list(model.columns)
        except _SAFE_ERRORS as error:
            raise ModelError(f"{model.file}: {error}") from None
        except duckdb.Error as error:
            raise ModelError(f"{model.file}: {type(error).__name__} (its text may quote a value)") from None
        _expect_described(model, columns)


def publish_comments(connection: duckdb.DuckDBPyConnection, models: Iterable[Model], *catalog: str) -> None:
    """Puts each model's description on its table, columns or macro."""
    words: Mapping[Kind, str] = {"table": "table", "macro": "macro table", "scalar": "macro"}
    for model in models:
        name = identifier(*catalog, model.name)
        connection.execute(f"comment on {words[model.kind]} {name} is {literal(model.comment)}")
        if model.kind == "table":
            for column, meaning in model.columns.items():
                connection.execute(f"comment on column {name}.{identifier(column)} is {literal(meaning)}")


def _create(model: Model, name: str) -> str:
    match model.kind:
        case "table":
            return f"create table {name} as\n{model.select}"
        case "macro":
            return f"create macro {name}({', '.join(model.parameters)}) as table\n{model.select}"
        case "scalar":
            return f"create macro {name}({', '.join(model.parameters)}) as (\n{model.select}\n)"


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe from {name}").fetchall()]


def _expect_described(model: Model, columns: list[str]) -> None:
    missing = [column for column in columns if column not in model.columns]
    surplus = [column for column in model.columns if column not in columns]
    if missing:
        raise ModelError(f"{model.file} does not describe its column {missing[0]}.")
    if surplus:
        raise ModelError(f"{model.file} describes {surplus[0]}, which is no column of its result.")
