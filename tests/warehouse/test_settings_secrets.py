"""No secret in the settings, nor in any message: only where it is kept."""

from __future__ import annotations

import pickle
import tomllib
from pathlib import Path
from typing import Any

import pytest

from connectors import secret as secret_module
from connectors.contract import NeedsYou
from connectors.secret import Secret, reveal
from tests.warehouse.settings_case import MAIL, MODELS, PHONE, MailOptions, loaded, options, problems
from warehouse.settings import load
from warehouse.settings_problems import WRITTEN_OUT, SettingsError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reknit.toml"


def test_a_password_that_is_written_out_is_refused_with_the_sentence_that_mends_it(file: Path) -> None:
    [found] = problems(file, MAIL.replace('{ env = "WORK" }', '"hunter2"'))
    assert found == (
        "source 1 (imap_mail, work): password is written out; "
        'use { env = "…" }, { file = "…" }, { command = ["…"] } or { block = "…" }'
    )


@pytest.mark.parametrize("written", ['"hunter2"', "271828", '["hunter2"]'])
@pytest.mark.parametrize(
    "key",
    ["app_password", "mailpassword", "token", "api_key", "client-secret", "passphrase", "APIKEY", "columns.token"],
)
def test_a_key_that_looks_secret_is_refused_even_where_its_model_forgot(file: Path, key: str, written: str) -> None:
    [found] = problems(file, f"{PHONE}{key} = {written}\n")
    assert found == f"source 1 (vcard, phone): {key} {WRITTEN_OUT}"


def test_a_secret_is_refused_in_every_table(file: Path) -> None:
    found = problems(file, 'token = "hunter2"\n[me]\nsecret = "hunter2"\n[extra.inner]\npassword = "hunter2"\n')
    assert found[0] == f"token {WRITTEN_OUT}"
    assert found[1] == f"[me]: secret {WRITTEN_OUT}"
    assert f"[extra]: inner.password {WRITTEN_OUT}" in found


def test_keys_that_only_speak_of_secrets_are_left_alone(file: Path) -> None:
    [found] = problems(file, PHONE + "token_count = 3\n")
    assert "is not a key here" in found


def test_a_secret_by_type_is_refused_under_any_name(file: Path) -> None:
    assert problems(file, MAIL + 'pin = "hunter2"\n') == [f"source 1 (imap_mail, work): pin {WRITTEN_OUT}"]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("{ envv = 'hunter2' }", "password should have exactly one of the keys env, file, command, block"),
        ("{ env = 'A', file = 'hunter2' }", "password should have exactly one of the keys"),
        ("{}", "password should have exactly one of the keys"),
        ("{ env = 5 }", 'password should have text: env = "…"'),
        ("{ env = '' }", 'password should have text: env = "…"'),
        ("{ command = 'echo hunter2' }", 'password should have a list of words: command = ["…", "…"]'),
        ("{ command = [] }", "password should have a list of words"),
    ],
)
def test_a_reference_of_the_wrong_shape_is_said(file: Path, written: str, problem: str) -> None:
    [found] = problems(file, MAIL.replace('{ env = "WORK" }', written))
    assert problem in found
    assert "hunter2" not in found


def test_no_problem_quotes_what_was_written(file: Path) -> None:
    text = (
        '[warehouse]\nas_of = "hunter2"\n[me]\nnames = "hunter2"\nemails = ["hunter2"]\nregion = "hunter2"\n'
        '[schedule]\nsync = { cron = "hunter2", interval = "hunter2", timezone = "hunter2" }\n'
        + PHONE + 'files = "hunter2"\nexported_on = "hunter2"\ncolumns = "hunter2"\n'
        + MAIL + 'port = "hunter2"\nexclude = "hunter2"\n'
    )  # fmt: skip
    file.write_text(text)
    with pytest.raises(SettingsError) as raised:
        load(file, MODELS, {"REKNIT_ME__REGION": "hunter2", "REKNIT_SOURCE__WORK__PASSWORD": "hunter2"})
    error: BaseException | None = raised.value
    while error:
        assert "hunter2" not in f"{error} {error!r}"
        error = error.__context__


def secret(reference: str, folder: Path = Path(), blocks: Any = None) -> Secret:
    table = tomllib.loads(f"password = {reference}\nhost = 'mail.example.org'")
    return MailOptions.model_validate(table, context={"folder": folder, "blocks": blocks}).password


def test_a_secret_is_read_from_where_its_reference_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORK", "hunter2")
    (tmp_path / "work.txt").write_text("hunter2\n\n")
    assert reveal(secret("{ env = 'WORK' }")) == "hunter2"
    assert reveal(secret("{ file = 'work.txt' }", tmp_path)) == "hunter2\n"
    assert reveal(secret(r"{ command = ['printf', '%s\r\n', '$WORK;'] }")) == "$WORK;"
    assert reveal(secret("{ block = 'work' }", blocks={"work": "hunter2"}.__getitem__)) == "hunter2"


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("{ env = 'NOT_SET' }", 'The secret { env = "NOT_SET" } names an environment variable that is not set.'),
        ("{ env = 'BLANK' }", 'The secret { env = "BLANK" } is empty.'),
        (
            "{ file = '/nowhere/work' }",
            'The secret { file = "/nowhere/work" } can\'t be read: No such file or directory.',
        ),
        ("{ command = ['no-such-program'] }", 'The secret { command = ["no-such-program", …] } can\'t be run'),
        (
            "{ command = ['sh', '-c', 'echo hunter2; echo hunter2 >&2; exit 3'] }",
            'The secret { command = ["sh", …] } failed with exit status 3; run it in a terminal to see why.',
        ),
        (
            r"{ command = ['printf', 'hunter2\377'] }",
            'The secret { command = ["printf", …] } did not print UTF-8 text.',
        ),
        (
            "{ block = 'work' }",
            'The secret { block = "work" } is a Prefect block, which can be read inside a flow only.',
        ),
    ],
)
def test_a_secret_that_is_not_there_names_its_reference_and_nothing_else(
    reference: str, sentence: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BLANK", "\n")
    with pytest.raises(NeedsYou) as raised:
        reveal(secret(reference))
    assert str(raised.value).startswith(sentence)
    assert raised.value.__context__ is None
    assert "hunter2" not in str(raised.value) + "".join(capfd.readouterr())


def test_a_command_that_waits_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_module, "COMMAND_SECONDS", 0.2)
    with pytest.raises(NeedsYou, match=r"did not answer within 0\.2 seconds"):
        reveal(secret("{ command = ['sh', '-c', 'echo hunter2; sleep 3 & wait'] }"))


def test_a_block_that_fails_is_not_quoted() -> None:
    def fails(name: str) -> str:
        raise ValueError("hunter2")

    with pytest.raises(NeedsYou) as raised:
        reveal(secret("{ block = 'work' }", blocks=fails))
    assert "can't be read from Prefect (ValueError)" in str(raised.value)
    assert raised.value.__context__ is None


def test_a_secret_shows_its_reference_only(file: Path) -> None:
    settings = loaded(file, MAIL)
    assert repr(options(settings).password) == '{ env = "WORK" }'
    assert repr(secret("{ command = ['sh', '-c', 'echo hunter2'] }")) == '{ command = ["sh", …] }'
    assert '"password":{"env":"WORK"}' in settings.model_dump_json()
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert load(file, MODELS, {}, blocks=str) == settings
    assert MailOptions.model_json_schema()["properties"]["password"]["type"] == "object"


def test_a_secret_file_is_relative_to_the_settings_too(file: Path) -> None:
    settings = loaded(file, MAIL.replace('{ env = "WORK" }', '{ file = "work.txt" }'))
    (file.parent / "work.txt").write_text("hunter2")
    assert reveal(options(settings).password) == "hunter2"
