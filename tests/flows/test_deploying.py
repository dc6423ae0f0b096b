"""The documented ways to run reknit for years: Prefect's own deploy command, containers with PostgreSQL, a service."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from ruamel.yaml import YAML

from flows.deployed import deployed_flows
from tests.flows.command_line import REKNIT, ROOT, environment
from tests.flows.household import settle
from tests.flows.postgres import PROGRAMS, postgres
from tests.flows.up_process import free_port

DEPLOY = ROOT / "deploy"
SERVICE = DEPLOY / "reknit.service"
BESIDE_PYTHON = Path(sys.executable).parent
AUTH = "reknit:a w:ord&%41"
PATIENCE_SECONDS = 120


def read(file: Path) -> Any:
    """A YAML file as Python has it."""
    return YAML(typ="safe").load(file)


def checked(*command: str | Path) -> str:
    """What a linter says; it fails if it finds anything."""
    ran = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


# -- without running anything -----------------------------------------------------------------------------------------


@pytest.mark.skipif(
    not (BESIDE_PYTHON / "hadolint").exists(), reason="hadolint is not installed; there is none for this machine"
)
def test_the_container_file_is_sound() -> None:
    assert checked(BESIDE_PYTHON / "hadolint", DEPLOY / "Containerfile") == ""


def test_the_container_has_all_the_code_and_only_the_code() -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    copied = {word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]}
    packages = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - {"bench", "tests"}
    assert packages <= copied
    assert not copied & {".", "data", "tests", "deploy"}


def test_the_compose_file_is_sound() -> None:
    checked(BESIDE_PYTHON / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")


def test_what_compose_runs_is_reached_from_this_machine_only_and_has_its_secrets_as_files() -> None:
    found = read(DEPLOY / "compose.yaml")
    ports = [port for service in found["services"].values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:4200:4200"]
    assert found["services"]["database"]["networks"] == ["inside"]
    assert found["networks"]["inside"] == {"internal": True}
    for name, service in found["services"].items():
        assert "healthcheck" in service, name
        assert set(service["secrets"]) <= set(found["secrets"]), name
        for variable, value in service["environment"].items():
            assert not variable.endswith(("PASSWORD", "AUTH_STRING", "CONNECTION_URL")), (name, value)
    ours = [found["services"][name] for name in ("server", "worker")]
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in ours)


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze is not here; Debian's package systemd has it"
)
def test_the_service_is_sound_and_confined(tmp_path: Path) -> None:
    unit = tmp_path / "reknit.service"
    assert "ExecStart=/opt/reknit/.venv/bin/reknit up\n" in SERVICE.read_text()
    unit.write_text(SERVICE.read_text().replace("/opt/reknit/.venv/bin/reknit", "/bin/true"))
    assert checked("systemd-analyze", "verify", unit) == ""
    # 0 is a service that can do nothing, 100 one that may do everything; "OK" ends at 50.
    checked("systemd-analyze", "security", "--offline=true", "--threshold=25", unit)


def test_the_secrets_of_a_container_become_what_prefect_reads(tmp_path: Path) -> None:
    (tmp_path / "prefect-auth").write_text(f"{AUTH}\n")
    show = "import json, os, sys; print(json.dumps([dict(os.environ), sys.argv[1:]]))"
    command = ["sh", str(DEPLOY / "with-secrets"), sys.executable, "-c", show, "a b", "$c"]
    inside = environment({"SECRETS": str(tmp_path)})
    ran = subprocess.run(command, env=inside, capture_output=True, text=True, timeout=60)
    found, words = json.loads(ran.stdout)
    assert found["PREFECT_SERVER_API_AUTH_STRING"] == found["PREFECT_API_AUTH_STRING"] == AUTH
    assert "PREFECT_SERVER_DATABASE_PASSWORD" not in found
    assert words == ["a b", "$c"]


def test_every_flow_is_in_prefect_yaml_with_nothing_that_prefect_would_ignore(prefect: Mapping[str, str]) -> None:
    from prefect.cli.deploy._models import DeploymentConfig, PrefectYamlModel, RawScheduleConfig, WorkPoolConfig

    found = read(ROOT / "prefect.yaml")
    PrefectYamlModel.model_validate(found)
    assert set(found) - {"definitions"} <= set(PrefectYamlModel.model_fields)
    for deployment in found["deployments"]:
        assert set(deployment) <= set(DeploymentConfig.model_fields)
        assert set(deployment["work_pool"]) <= set(WorkPoolConfig.model_fields)
        for schedule in deployment.get("schedules", []):
            RawScheduleConfig.model_validate(schedule)
    entrypoints = sorted(deployment["entrypoint"] for deployment in found["deployments"])
    assert entrypoints == sorted(f"flows.{flow}.{flow}" for flow in deployed_flows())


# -- on PostgreSQL ----------------------------------------------------------------------------------------------------


class Server:
    """Our Prefect server on PostgreSQL, as in the container: passwords in files, and asked for."""

    def __init__(self, folder: Path) -> None:
        self.settings = settle(folder)
        self.url = f"http://127.0.0.1:{free_port()}"
        self.client = {"PREFECT_API_URL": f"{self.url}/api", "PREFECT_API_AUTH_STRING": AUTH}
        self._folder = folder
        self._secrets = folder / "secrets"
        self._secrets.mkdir(mode=0o700)
        (self._secrets / "prefect-auth").write_text(AUTH)
        (self._secrets / "database").write_text("p@ss/w:ord%")

    @contextmanager
    def running(self) -> Iterator[Server]:
        """Start it with a database of its own, and end both after the block."""
        with postgres("prefect", (self._secrets / "database").read_text()) as port:
            declared = read(DEPLOY / "compose.yaml")["services"]["server"]
            here = {"HOST": "127.0.0.1", "PORT": str(port), "NAME": "postgres"}
            extra = {
                **declared["environment"],
                **{f"PREFECT_SERVER_DATABASE_{name}": value for name, value in here.items()},
                "PREFECT_UI_URL": self.url,
                "PREFECT_HOME": str(self._folder / "server"),
                "SECRETS": str(self._secrets),
            }
            words = [*declared["command"][1:4], "127.0.0.1", "--port", self.url.rpartition(":")[2]]
            with self.process(
                ["sh", str(DEPLOY / "with-secrets"), sys.executable, *words], "server.log", extra
            ) as server:
                self.until(lambda: server.poll() is None and self._answers())
                yield self

    @contextmanager
    def process(self, command: list[str], log: str, extra: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
        """A process that ends with the block, its output in a file of the folder."""
        with (self._folder / log).open("wb") as output:
            process = subprocess.Popen(
                command, cwd=self._folder, env=environment(extra), stdout=output, stderr=subprocess.STDOUT
            )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def until(self, found: Callable[[], bool]) -> None:
        """Wait until it is so."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not found():
            logs = "\n".join(log.read_text()[-3000:] for log in self._folder.glob("*.log"))
            assert time.monotonic() < end, logs
            time.sleep(0.3)

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """Ask its API."""
        user, _, word = AUTH.partition(":")
        answer = requests.request(method, f"{self.url}/api/{path}", json=body, auth=(user, word), timeout=60)
        assert answer.ok, answer.text
        return answer.json()

    def deployments(self) -> dict[str, dict[str, Any]]:
        """Every deployment by its entrypoint and name."""
        found = self.ask("POST", "deployments/filter")
        return {f"{each['entrypoint']} {each['name']}": each for each in found}

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/api/ready", timeout=60).ok
        except requests.ConnectionError:
            return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not here; Debian's package postgresql has it")
    with Server(tmp_path_factory.mktemp("postgres")).running() as server:
        yield server


@pytest.mark.slow
def test_prefects_own_command_deploys_every_flow_and_asks_nothing(server: Server) -> None:
    command = str(BESIDE_PYTHON / "prefect")
    inside = environment({**server.client, "REKNIT_SETTINGS": str(server.settings), "DO_NOT_TRACK": "1"})
    for words in ("work-pool create reknit --type process", "--no-prompt deploy --all"):
        ran = subprocess.run(
            [command, *words.split()], cwd=ROOT, env=inside, stdin=subprocess.DEVNULL, capture_output=True, timeout=120
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
    found = server.deployments()
    assert {f"flows.{flow}.{flow} reknit" for flow in deployed_flows()} <= set(found)
    assert found["flows.sync.sync reknit"]["parameters"] == {"settings": str(server.settings)}
    assert found["flows.sync.sync reknit"]["schedules"][0]["schedule"]["cron"] == "15 * * * *"


@pytest.mark.slow
def test_serve_takes_over_and_a_run_completes_on_postgresql(server: Server) -> None:
    assert not is_at_work(server)
    with server.process([*REKNIT, "--settings", str(server.settings), "serve"], "worker.log", server.client):
        of_sources = {"flows.sync.sync reknit-phone", "flows.sync.sync reknit-club"}
        server.until(lambda: of_sources <= set(server.deployments()) and is_at_work(server))
        found = server.deployments()
        run = server.ask("POST", f"deployments/{found['flows.sync.sync reknit']['id']}/create_flow_run")["id"]
        server.until(lambda: state(server, run) in {"COMPLETED", "FAILED", "CRASHED"})
        assert state(server, run) == "COMPLETED"
    assert (server.settings.parent / "data/warehouse.duckdb").exists()


def state(server: Server, run: str) -> str:
    """The type of a run's state."""
    return str(server.ask("GET", f"flow_runs/{run}")["state"]["type"])


def is_at_work(server: Server) -> bool:
    """Whether compose would call the worker healthy."""
    watch = [sys.executable, "-m", "flows.worker_health", "reknit"]
    return subprocess.run(watch, env=environment(server.client), capture_output=True, timeout=60).returncode == 0


def test_nobody_is_at_work_where_nobody_answers() -> None:
    watch = [sys.executable, "-m", "flows.worker_health", "reknit"]
    nowhere = environment({"PREFECT_API_URL": "http://127.0.0.1:9/api"})
    ran = subprocess.run(watch, env=nowhere, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (1, "No worker of reknit is at work.\n")
