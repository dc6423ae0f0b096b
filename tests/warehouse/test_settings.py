"""Settings: one file, checked as a whole, all its problems at once."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.warehouse.settings_case import MAIL, MODELS, PHONE, loaded, options, problems
from warehouse.settings import load, settings_path
from warehouse.settings_problems import NoSettings, SettingsError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reknit.toml"


def test_the_argument_comes_before_the_environment_and_that_before_the_folder(tmp_path: Path) -> None:
    environ = {"REKNIT_SETTINGS": "/etc/reknit.toml"}
    assert settings_path(Path("mine.toml"), environ, tmp_path) == tmp_path / "mine.toml"
    assert settings_path(None, environ, tmp_path) == Path("/etc/reknit.toml")
    assert settings_path(None, {"REKNIT_SETTINGS": ""}, tmp_path) == tmp_path / "reknit.toml"


def test_a_missing_file_is_named_with_the_command_that_writes_one(file: Path) -> None:
    with pytest.raises(NoSettings) as raised:
        load(file, MODELS, {})
    assert str(raised.value) == f"There is no settings file {file}; `reknit init` writes one."


def test_a_folder_instead_of_a_file_is_said(file: Path) -> None:
    with pytest.raises(SettingsError, match="can't be read: Is a directory"):
        load(file.parent, MODELS, {})


def test_an_empty_file_is_a_warehouse_of_nobody_in_particular(file: Path) -> None:
    settings = loaded(file, "")
    assert settings.folder == file.parent / "data"
    assert (settings.me.names, settings.region, settings.as_of, settings.sources) == ((), None, None, ())


def test_everything_the_design_shows_is_understood(file: Path) -> None:
    settings = loaded(
        file,
        '[warehouse]\nfolder = "store"\nas_of = 2024-05-03\n'
        '[me]\nnames = ["Ada Byron"]\nemails = ["ada@example.org"]\nregion = "gb"\n'
        f'{PHONE}{MAIL}exclude = ["Junk"]\n'
        '[schedule]\nsync = { cron = "15 * * * *", timezone = "Europe/Berlin" }\nenrich = { interval = "6h" }\n',
    )
    assert settings.as_of == date(2024, 5, 3)
    assert settings.region == "GB"
    assert [(source.name, source.connector) for source in settings.sources] == [
        ("phone", "vcard"),
        ("work", "imap_mail"),
    ]
    assert options(settings, 1).exclude == ["Junk"]
    assert settings.schedule["sync"].cron == "15 * * * *"
    assert settings.schedule["enrich"].interval == timedelta(hours=6)


def test_all_files_of_a_warehouse_are_in_its_folder(file: Path) -> None:
    settings = loaded(file, '[warehouse]\nfolder = "."\n')
    files = [settings.archive_file, settings.cache_file, settings.warehouse_link]
    assert {one.parent for one in [*files, settings.key_file, settings.lock_file]} == {file.parent}
    assert settings.warehouse_link.name == "warehouse.duckdb"


def test_settings_are_frozen(file: Path) -> None:
    settings = loaded(file, PHONE)
    with pytest.raises(ValueError, match="frozen"):
        settings.__setattr__("folder", Path("/elsewhere"))


def test_paths_are_relative_to_the_file_and_globs_stay(file: Path) -> None:
    several = '[[source]]\nname = "old"\nconnector = "vcard"\npath = ["a.vcf", "/srv/b.vcf", "~/c.vcf"]\n'
    settings = loaded(file, PHONE + several)
    assert options(settings).path == f"{file.parent}/inbox/*.vcf"
    assert options(settings, 1).path == [f"{file.parent}/a.vcf", "/srv/b.vcf", str(Path("~/c.vcf").expanduser())]


def test_the_settings_folder_is_no_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "mine [2024]"
    folder.mkdir()
    assert options(loaded(folder / "reknit.toml", PHONE)).path == f"{tmp_path}/mine [[]2024]/inbox/*.vcf"


def test_a_byte_order_mark_of_a_windows_editor_does_no_harm(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + PHONE.replace("\n", "\r\n").encode())
    assert load(file, MODELS, {}).sources[0].name == "phone"


def test_all_problems_come_together_each_with_its_key(file: Path) -> None:
    file.write_text(
        '[me]\nemails = ["ada@example.org", "ada"]\nregion = "UK"\n[warehouse]\nfolder = ""\nas_of = 20240503\n'
        '[[source]]\nname = "phone"\nconnector = "vcrad"\n'
        '[[source]]\nname = "work"\nconnector = "imap_mail"\npasword = { env = "WORK" }\nport = "many"\n'
        '[schedule]\nsync = { cron = "hourly", timezone = "Europe/Berln" }\n'
    )
    with pytest.raises(SettingsError) as raised:
        load(file, MODELS, {})
    assert str(raised.value).splitlines() == [
        "reknit.toml has 11 problems:",
        "  [me]: emails, entry 2, should be an e-mail address",
        '  [me]: region should be a country in the two letters of ISO 3166, such as "DE"; the United Kingdom is "GB"',
        "  [warehouse]: folder should have at least 1 character",
        "  [warehouse]: as_of should be a date, such as 2024-05-03",
        (
            '  source 1 (vcrad, phone): connector "vcrad" is not known; did you mean "vcard"? '
            "There are csv_people, imap_mail, vcard"
        ),
        "  source 2 (imap_mail, work): host is missing",
        "  source 2 (imap_mail, work): password is missing",
        "  source 2 (imap_mail, work): port should be a valid integer, unable to parse string as an integer",
        '  source 2 (imap_mail, work): pasword is not a key here; did you mean "password"?',
        (
            "  [schedule]: sync.cron should have five fields: minute, hour, day, month, day of the week, "
            'such as "15 * * * *"'
        ),
        '  [schedule]: sync.timezone should be a time zone, such as "Europe/Berlin"',
    ]


def test_one_problem_is_one_line(file: Path) -> None:
    file.write_text(PHONE + 'colums = { note = "Notes" }\n')
    with pytest.raises(SettingsError) as raised:
        load(file, MODELS, {})
    assert str(raised.value) == (
        'reknit.toml has 1 problem: source 1 (vcard, phone): colums is not a key here; did you mean "columns"?'
    )


def test_broken_toml_says_line_and_column_and_quotes_nothing(file: Path) -> None:
    [problem] = problems(file, '[me]\npassword = "hunter2\n')
    assert re.fullmatch(r"line 2, column \d+: .*; this is not TOML", problem)
    assert "hunter2" not in problem
    assert problems(file, "[me]\npassword = hunter2\n")[0].startswith("line 2, column 12: ")


def test_a_file_that_is_not_utf8_names_the_line(file: Path) -> None:
    file.write_bytes('[me]\nnames = ["José"]\n'.encode("latin-1"))
    with pytest.raises(SettingsError, match="has 1 problem: line 2: this is not UTF-8; save the file as UTF-8"):
        load(file, MODELS, {})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[sources]\n", '[sources] is not a table of the settings; did you mean "source"?'),
        ('folder = "x"\n', "folder is not a table of the settings; there are artifacts, me, notify, organization, pre"),
        ('[source]\nname = "a"\n', "[source] should have two brackets: [[source]]"),
        ("me = 3\n", "me should be a table"),
        ("source = [1]\n", "source 1: should be a table: [[source]]"),
        ("[schedule]\nsync = 5\n", "[schedule]: sync should be a table, such as { cron"),
        ("[schedule]\nsync = {}\n", "[schedule]: sync should have either cron or interval"),
        ('[schedule]\nsync = { interval = "often" }\n', 'interval should be a number and m, h, d or w, such as "30m"'),
        ('[schedule]\nsync = { interval = "6h", flow = "x" }\n', "[schedule]: sync.flow is not a key here"),
        ('[warehouse]\nas_of = "May"\n', "[warehouse]: as_of should be a date, such as 2024-05-03"),
        ("[warehouse]\nas_of = 2024-05-03T10:00:00\n", "as_of should be a date"),
    ],
)
def test_a_table_of_the_wrong_shape_is_said(file: Path, text: str, problem: str) -> None:
    [found] = problems(file, text)
    assert problem in found


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "source 1 (vcard): name is missing; it is what status and provenance call this source"),
        ('"Phone"', "source 1 (vcard, Phone): name should be small letters, digits, - and _, and start with"),
        ('"-x"', "name should be small letters"),
        ('"my phone"', "name should be small letters"),
        ("7", "source 1 (vcard): name should be small letters"),
        ('"me"', 'name can\'t be "me", which is the source that [me] makes'),
    ],
)
def test_a_source_needs_a_name_of_its_own(file: Path, name: str, problem: str) -> None:
    line = f"name = {name}\n" if name else ""
    [found] = problems(file, f'[[source]]\n{line}connector = "vcard"\npath = "a.vcf"\n')
    assert problem in found


def test_two_sources_can_not_share_a_name(file: Path) -> None:
    assert problems(file, PHONE + PHONE) == ["source 2 (vcard, phone): name is also the name of source 1"]


def test_a_missing_connector_lists_those_there_are(file: Path) -> None:
    [found] = problems(file, '[[source]]\nname = "a"\n')
    assert found == "source 1 (a): connector is missing; there are csv_people, imap_mail, vcard"
    [found] = problems(file, '[[source]]\nname = "a"\nconnector = "telepathy"\n')
    assert found.endswith('connector "telepathy" is not known; there are csv_people, imap_mail, vcard')


def test_a_value_that_fits_neither_of_two_kinds_is_one_problem(file: Path) -> None:
    assert problems(file, PHONE.replace('"inbox/*.vcf"', "5")) == [
        "source 1 (vcard, phone): path should be a valid string, or should be a valid list"
    ]
    [found] = problems(file, PHONE + 'exported_on = { "a.vcf" = "May" }\n')
    assert found.startswith("source 1 (vcard, phone): exported_on.a.vcf should be a valid date")
