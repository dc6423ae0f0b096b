"""Writing the settings: the first file, and additions that leave everything else as it was."""

from __future__ import annotations

import os
import pickle
import re
import stat
from pathlib import Path

import pytest

from connectors.contract import connectors as all_connectors
from flows.notify import Notify
from tests.warehouse.settings_case import MAIL, MODELS, PHONE, loaded, options
from warehouse.settings import load
from warehouse.settings_edit import TEMPLATE, add_source, extend_source, write_template
from warehouse.settings_problems import SettingsError, SettingsExist


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reknit.toml"


def test_init_writes_a_file_that_loads_and_only_its_owner_can_read(file: Path) -> None:
    write_template(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load(file, MODELS, {}).sources == ()


def test_init_does_not_overwrite(file: Path) -> None:
    file.write_text(PHONE)
    with pytest.raises(SettingsExist, match=r"There is a settings file already: .*; edit it, or move it away"):
        write_template(file)
    assert file.read_text() == PHONE


def switched_on(template: Path) -> str:
    return re.sub(r"(?m)^#(?=[^ \n])", "", template.read_text())


def test_every_example_of_the_template_loads_when_it_is_switched_on(file: Path) -> None:
    file.write_text(switched_on(TEMPLATE))
    real = {name: connector.options for name, connector in all_connectors().items()}
    settings = load(file, real, {}, notify=Notify)
    assert settings.me.names == ("Ada Byron",)
    assert [source.name for source in settings.sources] == ["phone", "google", "linkedin", "old-mail", "mail"]
    assert {source.connector for source in settings.sources} == real.keys() - {"owner"}
    assert [source.name for source in settings.sources if source.schedule] == ["mail"]
    assert set(settings.schedule) == {"sync", "rebuild"}
    assert isinstance(settings.notify, Notify)
    assert settings.artifacts.personal


def test_adding_a_source_keeps_every_byte_that_was_there(file: Path) -> None:
    write_template(file)
    with file.open("a") as end:
        end.write('  # mine\n[[source]]\nname="odd"   # kept\nconnector="vcard"\npath="x.vcf"')
    before = file.read_bytes()
    file.chmod(0o640)
    new = {"host": "mail.example.org", "password": {"env": "WORK"}, "exclude": ["Junk"], "port": None}
    add_source(file, "work", "imap_mail", new)
    after = file.read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].decode() == (
        '\n\n[[source]]\nname = "work"\nconnector = "imap_mail"\nhost = "mail.example.org"\n'
        'password = {env = "WORK"}\nexclude = ["Junk"]\n'
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [source.name for source in load(file, MODELS, {}).sources] == ["odd", "work"]
    assert [*file.parent.iterdir()] == [file]


def test_an_added_path_is_written_relative_to_the_settings_and_names_one_file(file: Path) -> None:
    file.write_text("")
    card = file.parent / "cards [old].vcf"
    card.touch()
    add_source(file, "phone", "vcard", {"path": str(card)})
    add_source(file, "other", "vcard", {"path": Path("/srv/b.vcf")})
    assert 'path = "cards [[]old].vcf"' in file.read_text()
    assert options(load(file, MODELS, {}), 1).path == "/srv/b.vcf"


def test_a_source_is_added_behind_a_schedule_and_in_the_files_own_line_ends(file: Path) -> None:
    before = (PHONE + '[schedule]\n# hourly\nsync = { interval = "1h" }\n').replace("\n", "\r\n").encode()
    file.write_bytes(before)
    add_source(file, "old", "vcard", {"path": "old.vcf"})
    assert file.read_bytes().startswith(before)
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n")
    assert [source.name for source in load(file, MODELS, {}).sources] == ["phone", "old"]


def test_a_settings_file_behind_a_symlink_stays_behind_it(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text(PHONE)
    link = tmp_path / "reknit.toml"
    link.symlink_to(real)
    add_source(link, "old", "vcard", {"path": "old.vcf"})
    assert link.is_symlink()
    assert "old.vcf" in real.read_text()


def test_a_source_of_the_same_name_or_with_a_password_is_not_added(file: Path) -> None:
    file.write_text(PHONE)
    with pytest.raises(SettingsError, match="source phone: is the name of source 1 already; choose another"):
        add_source(file, "phone", "vcard", {"path": "b.vcf"})
    with pytest.raises(SettingsError, match="source work: password is written out"):
        add_source(file, "work", "imap_mail", {"password": "hunter2"})
    assert file.read_text() == PHONE


def test_sources_in_an_inline_list_are_not_added_to(file: Path) -> None:
    text = 'source = [{ name = "phone", connector = "vcard", path = "a.vcf" }]\n'
    file.write_text(text)
    with pytest.raises(SettingsError, match="the sources are written in a way that can't be added to"):
        add_source(file, "old", "vcard", {"path": "old.vcf"})
    with pytest.raises(SettingsError, match="add the lines by hand"):
        extend_source(file, "phone", "b.vcf")
    assert file.read_text() == text


def test_a_newer_export_becomes_the_next_snapshot_of_its_source(file: Path) -> None:
    one = '# first\n[[source]]\nname = "phone"\nconnector = "vcard"\npath = "a.vcf"  # of May\n\n# hourly\n'
    rest = '[schedule]\nsync = { interval = "1h" }  # kept\n\n' + PHONE.replace('"phone"', '"old"')
    file.write_text(one + rest)
    extend_source(file, "phone", file.parent / "b.vcf")
    assert options(load(file, MODELS, {})).path == [f"{file.parent}/a.vcf", f"{file.parent}/b.vcf"]
    assert options(load(file, MODELS, {})).files == "snapshots"
    assert file.read_text().endswith(rest)
    assert 'path = ["a.vcf", "b.vcf"]  # of May\n' in file.read_text()
    extend_source(file, "phone", "c.vcf")
    assert len(options(load(file, MODELS, {})).path) == 3


def test_a_file_that_is_read_already_changes_nothing(file: Path) -> None:
    text = PHONE + 'files = "snapshots"\n'
    file.write_text(text)
    (file.parent / "inbox").mkdir()
    (file.parent / "inbox" / "b.vcf").touch()
    extend_source(file, "phone", file.parent / "inbox" / "b.vcf")
    assert file.read_text() == text


def test_parts_of_one_whole_are_not_turned_into_snapshots(file: Path) -> None:
    file.write_text(PHONE)
    with pytest.raises(SettingsError, match="source phone: reads several files as parts of one whole"):
        extend_source(file, "phone", "b.vcf")
    with pytest.raises(SettingsError, match=r'source fone: is no source here; did you mean "phone"\?'):
        extend_source(file, "fone", "b.vcf")
    file.write_text(MAIL)
    with pytest.raises(SettingsError, match="source work: has no path to add to"):
        extend_source(file, "work", "b.vcf")


def test_a_crash_while_writing_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(PHONE)

    def fails(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="disk full"):
        add_source(file, "old", "vcard", {"path": "old.vcf"})
    assert file.read_text() == PHONE
    assert [*file.parent.iterdir()] == [file]


def test_errors_survive_a_process_boundary(file: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        loaded(file, "[sources]\n")
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
