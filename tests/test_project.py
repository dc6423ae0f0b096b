"""What must be true of the repository as a whole."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def committed_files() -> list[Path]:
    """Files of the working tree that git has or would take; in no clone, all but hidden folders and caches."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0 and listed.stdout:
        files = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        hidden = re.compile(r"(^|/)(\.(?!ci/)[^/]*|__pycache__|[^/]*\.egg-info)/")
        files = [file for file in ROOT.rglob("*") if not hidden.search(str(file.relative_to(ROOT)))]
    return sorted(file for file in files if file.is_file())


def constraint_lines() -> list[str]:
    return (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def test_the_first_two_commands_of_the_readme_are_run_and_test() -> None:
    first_block = re.search(r"```sh\n(.*?)```", README, re.DOTALL)
    assert first_block is not None
    assert [line.split("#")[0].strip() for line in first_block[1].splitlines()] == ["make run", "make test"]
    assert len(README[: first_block.start()].splitlines()) <= 4


def test_the_licence_is_said_in_the_readme_and_the_package_and_is_there() -> None:
    assert PYPROJECT["project"]["license"] == "Apache-2.0"
    assert "Apache-2.0" in README
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_constraints_are_names_and_versions_and_nothing_else() -> None:
    assert [line for line in constraint_lines() if not re.fullmatch(r"[a-z0-9._-]+==[0-9][a-z0-9.]*", line)] == []


def test_every_requirement_has_its_version_in_the_constraints() -> None:
    project = PYPROJECT["project"]
    required = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[<>=!~\[ ]", requirement)[0].lower() for requirement in required}
    assert names - {line.split("==")[0] for line in constraint_lines()} == set()


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert re.search(r"^exec make .*\btest\b", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_part_of_the_program_says_what_it_is() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for folder in ("flows", "connectors", "transforms", "warehouse")
        for file in sorted((ROOT / folder).rglob("*.py"))
        if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert silent == []


UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
NO_PLACE_FOR_ALL = re.compile(r"(?<![\w.])/(?:home/\w+|root|work|Users/\w+)/[\w.]+")


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (UNFINISHED, "# TO" + "DO: later"),
        (NO_PLACE_FOR_ALL, "/ho" + "me/ada/reknit"),
        (NO_PLACE_FOR_ALL, "/wo" + "rk/main"),
    ],
)
def test_no_file_is_unfinished_or_names_a_place_of_one_machine(wrong: re.Pattern[str], found: str) -> None:
    assert wrong.search(found)
    of_ours = {".py", ".sql", ".toml", ".md", ".txt", ".yml", "", ".sh"}
    guilty = []
    for file in committed_files():
        if file.suffix in of_ours and file.name != "LICENSE":
            for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if wrong.search(line):
                    guilty.append(f"{file.relative_to(ROOT)}:{number}")
    assert guilty == []
