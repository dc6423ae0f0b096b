"""What a new user does: from an empty folder to people, judgements on them, and a backup that brings them back."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.flows.command_line import reknit, reknit_process, warm

pytestmark = pytest.mark.slow

PHONE = """BEGIN:VCARD\r
VERSION:3.0\r
UID:1\r
FN:Bo Byström\r
EMAIL:bo@post.example\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:3.0\r
UID:2\r
FN:Chidi Costa\r
EMAIL:chidi@post.example\r
END:VCARD\r
"""

CLUB = """First Name,Last Name,E-mail,Birthday
Chidi,Costa,chidi@post.example,1980-05-01
Robert,Bystrom,robert@work.example,1979-11-30
Kim,Lee,kim@lee.example,1951-02-03
Kim,Lee,lee@office.example,1990-07-08
Dolores,Ibárruri,dolores@post.example,1965-12-09
"""

PARTITION = """
select list_sort(list(distinct subject_key)) as entries, count(distinct person_id) as people, any_value(person_id) as id
from profile
group by person_id
order by id
"""


def judged_the_same_as(folder: Path) -> list[dict[str, object]]:
    """Who is whom, with their ids."""
    return reknit(folder, "sql", PARTITION, "--json").objects


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, prefect: Mapping[str, str]) -> Path:
    """A folder in which the phone and the club were added."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "phone.vcf").write_text(PHONE, encoding="utf-8", newline="")
    (folder / "list.csv").write_text(CLUB, encoding="utf-8")
    assert reknit(folder, "init").status == 0
    assert reknit(folder, "add", "phone.vcf").status == 0
    assert reknit(folder, "add", "list.csv", "--name", "club").status == 0
    return folder


@pytest.fixture
def folder(home: Path, tmp_path: Path) -> Path:
    """A copy of that folder, which a test may change."""
    return Path(shutil.copytree(home, tmp_path / "home", symlinks=True))


def test_from_an_empty_folder_to_people(tmp_path: Path, prefect: Mapping[str, str]) -> None:
    nothing = reknit_process(tmp_path, "check")
    assert nothing == (
        2,
        "",
        f"reknit: There is no settings file {tmp_path}/reknit.toml; `reknit init` writes one.\n",
    )
    made = reknit_process(tmp_path, "init")
    settings = tmp_path / "reknit.toml"
    assert made == (
        0,
        f"{settings} is written. Say in it who you are, then `reknit add FILE` for every export you have.\n",
        "",
    )
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    written = settings.read_text()
    assert written.count("\n#") > 20
    again = reknit_process(tmp_path, "init")
    assert again.status == 2
    assert "There is a settings file already" in again.err
    assert settings.read_text() == written
    assert reknit_process(tmp_path, "check").out.startswith("[me] says nothing")
    early = reknit_process(tmp_path, "status")
    assert early == (2, "", "reknit: There is no warehouse.duckdb yet; `reknit sync` makes it.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reknit.toml"]

    (tmp_path / "phone.vcf").write_text(PHONE, encoding="utf-8", newline="")
    warm(tmp_path / "data/prefect", prefect)
    added = reknit_process(tmp_path, "add", "phone.vcf")  # with a Prefect server of its own, as it is for everybody
    assert added.status == 0, added.err
    assert added.out.splitlines()[:3] == [
        "phone.vcf is read by `vcard`; the settings call it phone.",
        "source\toutcome\tseen\tnew\tchanged\tunchanged\tignored",
        "phone\tcompleted\t2\t2\t0\t0\t0",
    ]
    assert "2 people, 0 of them known from several sources" in added.out
    assert added.err.splitlines() == [
        "starting Prefect", "phone", "reading records", "resolving people", "building answers", "publishing",
    ]  # fmt: skip
    assert settings.read_text().startswith(written)
    private = [path for path in (tmp_path / "data").rglob("*") if path.is_file() and not path.is_symlink()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


def test_a_file_of_no_known_kind_is_refused_with_what_to_do(folder: Path) -> None:
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7\nnobody's address book")
    before = (folder / "reknit.toml").read_bytes()
    refused = reknit(folder, "add", "letter.pdf")
    assert refused.status == 2
    assert refused.out == ""
    assert refused.err.startswith("reknit: letter.pdf is none of the kinds that are recognised (csv_people, ")
    assert refused.err.endswith("write a [[source]] with a `columns` map: docs/csv.md.\n")
    missing = reknit(folder, "add", "nowhere.csv")
    assert missing == (2, "", "reknit: nowhere.csv is not there.\n")
    (folder / "exports").mkdir()
    (folder / "exports/book.vcf").write_text(PHONE, encoding="utf-8", newline="")
    assert "exports is no export, but holds one: reknit add exports/book.vcf" in reknit(folder, "add", "exports").err
    assert (folder / "reknit.toml").read_bytes() == before


def test_a_newer_export_of_the_same_list_shows_who_is_gone(folder: Path, prefect: Mapping[str, str]) -> None:
    newer = "".join(line for line in CLUB.splitlines(keepends=True) if "Dolores" not in line)
    (folder / "list-2.csv").write_text(newer + "Emre,Güneş,emre@post.example,1970-01-01\n", encoding="utf-8")
    named = reknit(folder, "add", "list-2.csv", "--name", "phone")
    assert named.status == 2
    assert "There is a source phone already, read by `vcard`" in named.err
    added = reknit(folder, "add", "list-2.csv", "--name", "club")
    assert added.status == 0, added.err
    assert added.out.splitlines()[:3] == [
        "list-2.csv is one more export of club.",
        "source\toutcome\tseen\tnew\tchanged\tunchanged\tignored",
        "club\tcompleted\t5\t1\t0\t4\t0",
    ]
    assert "1 person whom no source shows any more, kept as history" in added.out
    gone = reknit(folder, "sql", "select name from person where not is_current", "--json")
    assert gone.objects == [{"name": "Dolores Ibárruri"}]
    status = {found["source"]: found for found in reknit(folder, "status", "--json").objects}
    assert (status["club"]["records_present"], status["club"]["records_gone"]) == (5, 1)


def test_a_sync_without_news_says_so_and_builds_nothing(folder: Path, prefect: Mapping[str, str]) -> None:
    before = (folder / "data/warehouse.duckdb").readlink()
    synced = reknit(folder, "sync")
    assert synced.status == 0
    assert "Nothing has changed; the warehouse is as it was." in synced.out
    assert synced.err.splitlines() == ["phone", "club"]
    assert (folder / "data/warehouse.duckdb").readlink() == before


def test_one_source_that_fails_stops_no_other(folder: Path, prefect: Mapping[str, str]) -> None:
    (folder / "phone.vcf").unlink()
    (folder / "list.csv").write_text(CLUB + "Emre,Güneş,emre@post.example,1970-01-01\n", encoding="utf-8")
    synced = reknit(folder, "sync")
    assert synced.status == 1
    rows = [line.split("\t")[:4] for line in synced.out.splitlines()[1:3]]
    assert rows == [["club", "completed", "6", "1"], ["phone", "needs_you", "0", "0"]]
    (told,) = [line for line in synced.out.splitlines() if line.startswith("phone: ")]
    assert "phone.vcf" in told
    assert reknit(folder, "sql", "select count(*) from person where name = 'Emre Güneş'").out == "count_star()\n1\n"
    status = {found["source"]: found for found in reknit(folder, "status", "--json").objects}
    assert status["phone"]["last_outcome"] == "needs_you"
    assert f"phone: {status['phone']['last_message']}" == told
    assert status["phone"]["records_present"] == 2
    checked = reknit(folder, "check")
    assert checked.status == 1
    assert told in checked.out.splitlines()


def test_the_people_are_judged_and_the_judgement_is_taken_back(folder: Path) -> None:
    before = judged_the_same_as(folder)
    words = ("Bo Byström", "robert@work.example")
    assert reknit(folder, "why", *words).out.startswith("Bo Byström and Robert Bystrom are two people.\n")
    merged = reknit(folder, "merge", *words)
    assert merged.status == 0, merged.err
    assert merged.out.startswith("Bo Byström and robert@work.example are one person now: ")
    together = judged_the_same_as(folder)
    assert len(together) == len(before) - 1
    why = reknit(folder, "why", *words)
    assert why.out.startswith("Bo Byström and robert@work.example are one person: ")
    assert "same, decided by judgement" in why.out
    split = reknit(folder, "split", *words)
    assert split == (0, "Bo Byström and Robert Bystrom are two people now.\n", split.err)
    assert judged_the_same_as(folder) == before


def test_words_that_mean_several_people_or_nobody_are_answered_with_whom_they_might_mean(folder: Path) -> None:
    several = reknit(folder, "merge", "Kim Lee", "Bo Byström")
    found = reknit(folder, "sql", "from person where name = 'Kim Lee' order by person_id", "--json").objects
    one, other = (f"{person['person_id']} ({person['email']}, 1 source)" for person in found)
    assert several == (
        2,
        "",
        f"reknit: 2 people are meant by 'Kim Lee'; say which by id: {one}; {other}.\n",
    )
    nobody = reknit(folder, "why", "Bo Bistrom", "Chidi Costa")
    assert nobody.status == 2
    assert nobody.err.startswith("reknit: Nobody is known as 'Bo Bistrom'. The nearest: Bo Byström")
    same = reknit(folder, "merge", "Chidi Costa", "Chidi Costa")
    assert same.status == 2
    assert "Both are the same entry" in same.err


def test_a_backup_brings_back_the_same_people(folder: Path) -> None:
    reknit(folder, "merge", "Bo Byström", "robert@work.example")
    before = judged_the_same_as(folder)
    saved = reknit(folder, "backup", "safe.tar")
    assert saved == (0, "safe.tar holds everything that can't be made again.\n", "")
    assert stat.S_IMODE((folder / "safe.tar").stat().st_mode) == 0o600
    assert reknit(folder, "backup", "safe.tar").status == 2
    assert reknit(folder, "restore", "safe.tar").status == 2
    shutil.rmtree(folder / "data")
    (folder / "phone.vcf").unlink()
    restored = reknit(folder, "restore", "safe.tar")
    assert restored == (0, "Restored. `reknit rebuild` makes the warehouse from it.\n", "")
    rebuilt = reknit(folder, "rebuild")
    assert rebuilt.status == 0, rebuilt.err
    assert judged_the_same_as(folder) == before


def test_questions_come_as_words_or_on_standard_input_and_answers_as_tables_or_json(folder: Path) -> None:
    question = "select name, birth_year from person where name like 'K%' order by birth_year"
    assert reknit(folder, "sql", question).out == "name\tbirth_year\nKim Lee\t1951\nKim Lee\t1990\n"
    asked = reknit(folder, "sql", "-", "--json", typed=question)
    assert asked.objects == [{"name": "Kim Lee", "birth_year": 1951}, {"name": "Kim Lee", "birth_year": 1990}]
    wrong = reknit(folder, "sql", "select nmae from person")
    assert wrong.status == 2
    assert wrong.out == ""
    assert wrong.err.startswith('reknit: the database says: Binder Error: Referenced column "nmae" not found')
    changing = reknit(folder, "sql", "delete from person")
    assert changing.status == 2
    assert "read-only" in changing.err
    assert reknit(folder, "sql", "") == (0, "", "")


def test_everything_that_is_wrong_with_the_settings_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "reknit.toml").write_text(
        '[me]\nregion = "Germany"\n\n[[source]]\nname = "Phone!"\nconnector = "vcards"\n\n'
        '[[source]]\nname = "club"\nconnector = "csv_people"\npath = "a.csv"\npasword = "x"\n'
    )
    for command in ("check", "sync", "status", "rebuild"):
        refused = reknit(tmp_path, command)
        assert refused.status == 2
        assert refused.out == ""
        for key in ("region", "Phone!", "vcards", "pasword"):
            assert key in refused.err
    assert not (tmp_path / "data").exists()


def test_status_as_json_has_the_columns_of_source_status(folder: Path) -> None:
    with (folder / "reknit.toml").open("a") as settings:
        settings.write('\n[[source]]\nname = "new"\nconnector = "vcard"\npath = "new.vcf"\n')
    columns = json.loads(reknit(folder, "sql", "describe source_status", "--json").out)
    found = reknit(folder, "status", "--json").objects
    assert [status["source"] for status in found] == ["club", "new", "phone"]
    for status in found:
        assert list(status) == [column["column_name"] for column in columns]
    assert found[1]["last_message"] == "not synced yet."
    assert found[1]["last_run_at"] is None
