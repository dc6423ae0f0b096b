"""The environment comes before the file, and a variable that sets nothing is a problem."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.warehouse.settings_case import MAIL, PHONE, loaded, options, problems
from warehouse.settings_problems import WRITTEN_OUT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reknit.toml"


def test_the_environment_comes_before_the_file(file: Path) -> None:
    environ = {
        "REKNIT_WAREHOUSE__FOLDER": "/srv/reknit",
        "REKNIT_AS_OF": "2024-05-03",
        "REKNIT_ME__NAMES": '["Ada Byron"]',
        "REKNIT_SOURCE__WORK__PORT": "1993",
        "REKNIT_SOURCE__WORK__HOST": "imap.example.org",
        "REKNIT_SOURCE__WORK__PASSWORD": '{ file = "work.txt" }',
        "REKNIT_SOURCE__PHONE_2__PATH": "cards.vcf",
        "REKNIT_SOURCE__PHONE_2__COLUMNS__NOTE": "Notes",
        "REKNIT_SCHEDULE__SYNC__INTERVAL": "1d",
    }
    settings = loaded(file, MAIL + PHONE.replace('"phone"', '"phone-2"'), environ)
    assert settings.folder == Path("/srv/reknit")
    assert settings.as_of == date(2024, 5, 3)
    assert settings.me.names == ("Ada Byron",)
    assert options(settings).port == 1993
    assert options(settings).host == "imap.example.org"
    assert options(settings).password.place == (f"{file.parent}/work.txt",)
    assert options(settings, 1).path == f"{file.parent}/cards.vcf"
    assert options(settings, 1).columns == {"note": "Notes"}
    assert settings.schedule["sync"].interval == timedelta(days=1)


@pytest.mark.parametrize(
    ("variable", "value", "problem"),
    [
        ("REKNIT_WAREHOSE__FOLDER", "x", "sets nothing; did you mean REKNIT_WAREHOUSE__FOLDER?"),
        ("REKNIT_FOLDER", "x", "sets nothing; there are REKNIT_AS_OF, REKNIT_WAREHOUSE__…, REKNIT_ME__…"),
        ("REKNIT_AS_OFF", "x", "sets nothing; did you mean REKNIT_AS_OF?"),
        ("REKNIT_SOURCE__WRK__PORT", "1", "names no source; did you mean REKNIT_SOURCE__WORK__PORT?"),
        ("REKNIT_SOURCE__PLANET__PORT", "1", "names no source; there are WORK"),
        ("REKNIT_SOURCE__WORK__NAME", "home", "can't rename a source"),
        ("REKNIT_SOURCE__WORK__HOST__PORT", "1", "goes below a value that is not a table"),
    ],
)
def test_a_variable_that_sets_nothing_is_a_problem(file: Path, variable: str, value: str, problem: str) -> None:
    [found] = problems(file, MAIL, {variable: value})
    assert found.startswith(f"{variable}: {problem}")


def test_a_wrong_value_names_the_variable_it_came_from(file: Path) -> None:
    environ = {
        "REKNIT_WAREHOUSE__FOLDRE": "x",
        "REKNIT_SOURCE__WORK__PASSWORD": "hunter2",
        "REKNIT_SOURCE__WORK__PORT": "many",
    }
    assert problems(file, MAIL, environ) == [
        f"source 1 (imap_mail, work) (set by REKNIT_SOURCE__WORK__PASSWORD): password {WRITTEN_OUT}",
        (
            "source 1 (imap_mail, work) (set by REKNIT_SOURCE__WORK__PORT): port should be a valid integer, "
            "unable to parse string as an integer"
        ),
        '[warehouse] (set by REKNIT_WAREHOUSE__FOLDRE): foldre is not a key here; did you mean "folder"?',
    ]


def test_a_day_that_two_variables_set_is_a_problem(file: Path) -> None:
    environ = {"REKNIT_AS_OF": "2024-05-03", "REKNIT_WAREHOUSE__AS_OF": "2024-05-04"}
    assert problems(file, "", environ) == ["REKNIT_WAREHOUSE__AS_OF: sets the same as REKNIT_AS_OF; keep one of them"]


def test_two_sources_that_one_variable_could_mean_are_a_problem(file: Path) -> None:
    text = PHONE.replace('"phone"', '"a-b"') + PHONE.replace('"phone"', '"a_b"')
    [found] = problems(file, text, {"REKNIT_SOURCE__A_B__PATH": "x"})
    assert found == "REKNIT_SOURCE__A_B__PATH: could mean more than one source; rename one of them"


def test_a_source_whose_name_goes_on_where_another_ends_is_told_from_it(file: Path) -> None:
    text = PHONE.replace('"phone"', '"a"') + PHONE.replace('"phone"', '"a__path"')
    settings = loaded(file, text, {"REKNIT_SOURCE__A__PATH__PATH": "x.vcf", "REKNIT_SOURCE__A__PATH": "y.vcf"})
    assert [Path(options(settings, position).path).name for position in (0, 1)] == ["y.vcf", "x.vcf"]


def test_variables_that_are_no_settings_are_left_alone(file: Path) -> None:
    text = MAIL.replace('"WORK"', '"REKNIT_MAIL_PASSWORD"')
    names = ["REKNIT_MAIL_PASSWORD", "REKNIT_SETTINGS", "REKNIT_TEST_SLOW", "REKNIT_SECRET_MAIL", "PATH"]
    assert loaded(file, text, dict.fromkeys(names, "hunter2")).sources
    assert loaded(file, text, {"REKNIT_AS_OF": "", "REKNIT_ANYTHING": ""}).as_of is None


def test_a_variable_can_not_bring_keys_of_its_own_along(file: Path) -> None:
    settings = loaded(file, MAIL, {"REKNIT_SOURCE__WORK__HOST": '"a"\nport = 1'})
    assert options(settings).host == '"a"\nport = 1'
