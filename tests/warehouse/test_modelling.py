"""Model files: what they say of themselves, the order they run in, and what is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.model_file import ModelError
from warehouse.modelling import MODELS, publish_comments, read_models, run_models


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def write(folder: Path, **models: str) -> Path:
    """A folder of model files; a dot in a name is written as two underscores."""
    for name, text in models.items():
        (folder / f"{name.replace('__', '.')}.sql").write_text(text)
    return folder


def order(folder: Path) -> list[str]:
    return [model.name for model in read_models(folder)]


def number(reads: str, column: str = "n") -> str:
    return f"-- One number.\n--\n-- {column}  it\nselect {column}\nfrom {reads}\n"


ONE = "-- One number.\n--\n-- n  it\nselect 1 as n\n"


def test_a_model_runs_after_what_it_reads_and_otherwise_by_name(tmp_path: Path) -> None:
    write(tmp_path, a=number("c"), b=ONE, c=number("b"), d=ONE)
    assert order(tmp_path) == ["b", "d", "c", "a"]


@pytest.mark.parametrize(
    "reads",
    [
        "b",
        "main.b",
        "(select n from b)",
        "(with b2 as (from b) from b2)",
        "(values (1)) as t(n) where n in (select n from b)",
        "c join b using (n)",
        "(select 2 as n union all from b)",
        "f(1)",
        "(select g() as n)",
    ],
)
def test_every_way_of_reading_a_model_is_found(tmp_path: Path, reads: str) -> None:
    folder = tmp_path / "main"
    folder.mkdir()
    write(folder, a=number(reads), b=ONE, c=ONE)
    write(folder, f="-- macro: f(x)\n" + number("b"), g="-- scalar: g()\n-- A number.\nselect max(n) from b")
    named = order(folder)
    assert named.index("b") < named.index("a")


def test_a_name_of_another_catalog_is_not_ours(tmp_path: Path) -> None:
    write(tmp_path, a=number("staged.b"), b=number("a"))
    assert order(tmp_path) == ["a", "b"]


def test_a_ring_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, a=number("b"), b=number("c"), c=number("a"))
    with pytest.raises(ModelError, match=r"ring: .*a\.sql reads .*b\.sql reads .*c\.sql reads .*a\.sql"):
        read_models(tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("select 1 as n", "does not begin with a comment"),
        ("-- A number.\n--\n-- n it\nselect 1 as n", "'n it' among its columns"),
        ("-- A number.\n--\n-- n  it\n-- n  it again\nselect 1 as n", "describes n twice"),
        ("-- A number.\nselec 1", r"a\.sql: syntax error"),
        ("-- A number.\npivot b on c using sum(d)", "PIVOT"),
        ("-- A number.\ncreate table x (y int)", "not a plain SELECT"),
        ("-- A number.\nselect 1 as n; select 2 as n", "2 statements"),
        ("-- macro: b()\n-- A number.\nselect 1 as n", r"called b\.sql"),
        ("-- macro: a(x y)\n-- A number.\nselect 1 as n", "parameter 'x y'"),
        ("-- macro: a(x)\nselect 1 as n", "does not begin with a comment"),
    ],
)
def test_a_model_that_cannot_be_read_is_refused_with_its_file(tmp_path: Path, text: str, complaint: str) -> None:
    write(tmp_path, a=text)
    with pytest.raises(ModelError, match=complaint) as error:
        read_models(tmp_path)
    assert "/a.sql" in str(error.value)


def test_two_files_for_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a=ONE, a__b=ONE)
    with pytest.raises(ModelError, match=r"a\.sql makes a, as .*a\.b\.sql does"):
        read_models(tmp_path)


def test_a_cte_that_hides_a_model_is_refused(tmp_path: Path) -> None:
    hiding = "-- One number.\n--\n-- n  it\nwith b as (select n from b) select n from b"
    write(tmp_path, a=hiding, b=ONE)
    with pytest.raises(ModelError, match=r"a\.sql calls a part of itself b"):
        read_models(tmp_path)


@pytest.mark.parametrize(
    ("described", "complaint"), [("m", "does not describe its column n"), ("n  it\n-- m", "describes m, which is no")]
)
def test_columns_and_their_descriptions_must_agree(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, described: str, complaint: str
) -> None:
    write(tmp_path, a=f"-- A number.\n--\n-- {described}  it\nselect 1 as n")
    with pytest.raises(ModelError, match=complaint):
        run_models(connection, read_models(tmp_path))


def test_an_error_names_the_file_and_quotes_no_value(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    write(tmp_path, a=number("(select 'ada@example.org'::int as n)"))
    with pytest.raises(ModelError, match=r"a\.sql: ConversionException") as error:
        run_models(connection, read_models(tmp_path))
    assert "ada" not in str(error.value)
    assert error.value.__cause__ is None


def test_a_missing_table_is_named(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    write(tmp_path, a=number("nowhere"))
    with pytest.raises(ModelError, match=r"a\.sql: .*nowhere does not exist"):
        run_models(connection, read_models(tmp_path))


def test_what_is_published_is_the_leading_comment(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    write(
        tmp_path,
        a="-- One number,\n-- Ada's.\n--\n-- n  it's\n--     this one\nselect 1 as n;\n",
        f="-- macro: f(x, y := 2)\n-- One sum.\n--\n-- total  of x and y\n-- x      given\n"
        "select x + y as total, x as x",
        f__scalar="-- scalar: f(x)\n-- Twice x.\nselect 2 * x",
    )
    models = read_models(tmp_path)
    run_models(connection, models)
    publish_comments(connection, models)
    assert connection.execute("select comment from duckdb_tables()").fetchall() == [("One number, Ada's.",)]
    assert connection.execute("select comment from duckdb_columns() where not internal").fetchall() == [
        ("it's this one",)
    ]
    assert connection.execute(
        "select function_type, comment from duckdb_functions() where function_name = 'f' order by 1"
    ).fetchall() == [
        ("macro", "f(x)\nTwice x."),
        ("table_macro", "f(x, y := 2)\nOne sum.\n\ntotal  of x and y\nx      given"),
    ]
    assert connection.execute("select total, f(4) from f(1)").fetchall() == [(3, 8)]


def test_models_go_into_the_catalog_that_is_named(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("attach ':memory:' as profiles")
    run_models(connection, read_models(write(tmp_path, a=ONE)), "profiles")
    assert connection.execute("select database_name from duckdb_tables()").fetchall() == [("profiles",)]


@pytest.mark.parametrize("folder", ["profiles", "main"])
def test_our_own_models_are_read_in_an_order_that_never_changes(folder: str) -> None:
    assert order(MODELS / folder) == order(MODELS / folder)
    assert len(order(MODELS / folder)) == len(list((MODELS / folder).rglob("*.sql")))


@pytest.mark.parametrize("path", sorted(MODELS.rglob("*.sql")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_our_own_models_keep_to_lower_case_and_short_lines(path: Path) -> None:
    for line in path.read_text().splitlines():
        assert len(line) <= 120
        code = line.partition("--")[0].partition("'")[0]
        assert code == code.lower()


@pytest.mark.parametrize("path", sorted((MODELS / "main").rglob("*.sql")), ids=lambda path: path.stem)
def test_our_own_macros_run_in_the_duckdb_that_people_have(path: Path) -> None:
    """A macro runs in the reader's DuckDB: 1.5 takes a stored `if(…)` for a function, and has none of that name."""
    text = path.read_text()
    if text.startswith(("-- macro", "-- scalar")):
        assert " if(" not in text


def test_every_table_that_people_query_says_what_tells_its_rows_apart() -> None:
    # A record may say a value twice, a value be rejected twice, a post stated twice, two copies name two in one place.
    without = {"interaction_party", "provenance", "rejection", "stated_post"}
    assert {m.name for m in read_models(MODELS / "main") if m.kind == "table" and not m.key} == without


def test_a_key_of_what_is_no_column_is_refused(tmp_path: Path) -> None:
    write(tmp_path, a="-- key: n, m\n-- One number.\n--\n-- n  the number\nselect 1 as n")
    with pytest.raises(ModelError, match=r"a\.sql has m in its key"):
        read_models(tmp_path)
