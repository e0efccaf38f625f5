"""The two commands, really run in a copy of the project whose requirements are one small wheel.

The wheel opens the packages of the environment that runs these tests to the copy's own `.venv`,
so pip installs it in a second, without a network, and Streamlit and pytest are the real ones.
"""

import ast
import contextlib
import errno
import http.server
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import sysconfig
import threading
import time
import tomllib
import urllib.request
import zipfile
from pathlib import Path

import psutil
import pytest
from distributed.security import Security
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import connect

from dashboard.__main__ import url
from dashboard.startup import environment
from tests.__main__ import find_chromium
from tests.paths import ROOT

LAUNCHER = [
    ROOT / "dashboard/__init__.py",
    ROOT / "dashboard/__main__.py",
    ROOT / "dashboard/startup/__init__.py",
    ROOT / "dashboard/startup/access.py",
    ROOT / "dashboard/startup/environment.py",
    ROOT / "dashboard/startup/processes.py",
    ROOT / "tests/__init__.py",
    ROOT / "tests/__main__.py",
]
# As the lab does: a child in a session of its own that ends when its standard input closes.
APP = """
import subprocess, sys
import streamlit as st
from dashboard.server.launcher import end_with_launcher

end_with_launcher()

@st.cache_resource
def cluster():
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

cluster()
"""


def make_wheel(folder: Path) -> None:
    info = "stand_in-1.dist-info"
    files = {
        "stand_in.pth": sysconfig.get_path("purelib"),
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: stand-in\nVersion: 1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / "stand_in-1-py3-none-any.whl", "w") as wheel:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(name, text)


def make_project(folder: Path) -> Path:
    for file in LAUNCHER:
        copy = folder / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    shutil.copytree(ROOT / "dashboard/server", folder / "dashboard/server")
    (folder / "dashboard/app.py").write_text(APP)
    (folder / "requirements.txt").write_text("stand-in==1\n")
    (folder / "tests/requirements.txt").write_text("stand-in\n")
    return folder


class Project:
    """A copy of the project, and the commands as a student types them in its folder."""

    def __init__(self, folder: Path, wheels: Path):
        self.folder = folder
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
        self.environ = {
            **inherited,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "PIP_NO_CACHE_DIR": "1",
            "PIP_RETRIES": "0",
        }

    def start(self, *arguments: str, **environ: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**self.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **environ: str) -> tuple[int, str]:
        """Exit status and everything that was printed."""
        process = self.start(*arguments, **environ)
        output, _ = process.communicate(timeout=50)
        assert "Traceback" not in output
        return process.returncode, output

    def index(self, address: str) -> dict[str, str]:
        """The variables that make pip ask this package index and nothing else."""
        return {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": address}

    def pretend(self, statement: str) -> dict[str, str]:
        """The variables that make Python run a statement before anything else."""
        folder = self.folder / "pretend"
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(f"import sys\n{statement}\n")
        return {"PYTHONPATH": str(folder)}


@pytest.fixture(scope="session")
def wheels(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheels")
    make_wheel(folder)
    return folder


@pytest.fixture
def project(tmp_path, wheels):
    """As it comes from a clone."""
    return Project(make_project(tmp_path / "first epoch"), wheels)


@pytest.fixture(scope="module")
def ready(tmp_path_factory, wheels):
    """Set up already, once for all tests that leave it so."""
    project = Project(make_project(tmp_path_factory.mktemp("ready")), wheels)
    status, output = project.run("-m", "dashboard", "--setup")
    assert status == 0, output
    return project


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


# What holds without running anything


@pytest.mark.parametrize("file", LAUNCHER, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_commands_need_nothing_installed_and_parse_on_old_pythons(file):
    tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    others = {name for name in imported if not name.startswith("dashboard.startup")}
    assert {name.split(".")[0] for name in others} <= sys.stdlib_module_names


@pytest.mark.parametrize("minor", [11, 12, 13])
def test_pythons_that_tensorflow_has_wheels_for(minor):
    assert environment.unsuitable((3, minor), 64, "linux", "x86_64") is None
    assert environment.unsuitable((3, minor), 64, "win32", "AMD64") is None
    assert environment.unsuitable((3, minor), 64, "darwin", "arm64") is None


@pytest.mark.parametrize(
    ("python", "reason"),
    [
        (((3, 10), 64, "linux", "x86_64"), "This is Python 3.10"),
        (((3, 14), 64, "darwin", "arm64"), "This is Python 3.14"),
        (((3, 12), 32, "win32", "x86"), "This is a 32-bit Python"),
        (((3, 12), 64, "darwin", "x86_64"), "for Intel processors"),
    ],
)
def test_pythons_that_tensorflow_has_no_wheels_for(python, reason):
    sentence = environment.unsuitable(*python)
    assert reason in sentence
    assert "Python 3.13 from https://www.python.org/downloads/" in sentence


def test_an_interpreter_answers_as_its_own_version_only(tmp_path):
    python, version = Path(sys.executable), sys.version_info[:2]
    assert environment.answers_as(python, version)
    assert not environment.answers_as(python, (3, 10))
    assert not environment.answers_as(tmp_path / "python", version)


def test_a_full_disk_is_recognised():
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    sentence = environment.why_pip_failed(f"ERROR: Could not install packages: {full}")
    assert "The disk is full" in sentence


def test_addresses_are_shown_as_a_browser_takes_them():
    assert url("127.0.0.1", 8501) == "http://127.0.0.1:8501"
    assert url("0.0.0.0", 80) == "http://127.0.0.1:80"
    assert url("::1", 8501) == "http://[::1]:8501"


def test_streamlit_knows_every_setting_of_ours_and_takes_it():
    def flatten(table, prefix=""):
        for key, value in table.items():
            if isinstance(value, dict):
                yield from flatten(value, f"{prefix}{key}.")
            else:
                yield prefix + key, value

    ours = dict(flatten(tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))))
    script = "import json, streamlit as s, sys; "
    script += "print(json.dumps({k: s.get_option(k) for k in sys.argv[1:]}))"
    command = [sys.executable, "-c", script, *ours]
    taken = json.loads(subprocess.check_output(command, cwd=ROOT, text=True))
    assert taken == ours
    assert ours["runner.postScriptGC"] is False
    assert ours["server.address"] == "127.0.0.1"


# What a student reads when it cannot work


def test_a_python_that_is_too_new(project):
    pretended = project.pretend("sys.version_info = (3, 14, 0, 'final', 0)")
    status, output = project.run("-m", "dashboard", **pretended)
    assert status == 1
    assert "This is Python 3.14" in output
    assert not (project.folder / ".venv").exists()


def test_a_python_without_venv(project):
    pretended = project.pretend("sys.modules['ensurepip'] = None")
    status, output = project.run("-m", "dashboard", "--setup", **pretended)
    assert status == 1
    assert f"sudo apt install python3.{sys.version_info[1]}-venv" in output


def test_a_port_that_is_taken(project):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        status, output = project.run("-m", "dashboard", "--port", str(port))
    assert status == 1
    assert f"Port {port} is taken" in output
    assert f"--port {port + 1}" in output


def test_an_address_of_another_computer(project):
    # 192.0.2.0/24 is reserved for documentation (RFC 5737): no computer has it.
    status, output = project.run("-m", "dashboard", "--address", "192.0.2.1")
    assert status == 1
    assert "192.0.2.1 is not an address of this computer" in output


@pytest.mark.parametrize("port", ["0", "65536", "banana"])
def test_a_port_that_is_none(project, port):
    status, output = project.run("-m", "dashboard", "--port", port)
    assert status == 2
    assert f"{port} is no port: choose a number from 1 to 65535" in output


def test_started_by_its_folder_instead_of_its_name(project):
    status, output = project.run("dashboard")
    assert status == 1
    assert "python -m dashboard" in output


def test_no_network(ready, free_port):
    nobody = ready.index(f"http://127.0.0.1:{free_port}/simple")
    with changed_requirements(ready, "colour==1\n"):
        status, output = ready.run("-m", "dashboard", "--setup", **nobody)
    assert status == 1
    assert "pip could not reach the package index" in output


def test_a_package_that_the_index_does_not_have(ready):
    with changed_requirements(ready, "stand-in==2\n"):
        status, output = ready.run("-m", "dashboard", "--setup")
        (ready.folder / "requirements.txt").write_text("stand-in==1\n")
        again, mended = ready.run("-m", "dashboard", "--setup")
    assert (status, again) == (1, 0)
    assert "Installing" in mended, "a failed installation must not look ready"
    assert "pip found no package stand-in==2 for this computer" in output


def test_an_index_whose_certificate_is_not_trusted(ready, tmp_path):
    security = Security.temporary()
    certificate = tmp_path / "certificate.pem"
    certificate.write_text(security.tls_scheduler_cert + security.tls_scheduler_key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    handler = http.server.SimpleHTTPRequestHandler
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        filtered = ready.index(f"https://127.0.0.1:{server.server_port}/simple")
        with changed_requirements(ready, "colour==1\n"):
            status, output = ready.run("-m", "dashboard", "--setup", **filtered)
        server.shutdown()
    assert status == 1
    assert "a certificate that this computer does not trust" in output


# Setting up


@contextlib.contextmanager
def changed_requirements(project, text):
    """Other requirements for a while; afterwards the project is as it was."""
    kept = [project.folder / "requirements.txt", project.folder / ".venv/first-epoch.json"]
    before = [file.read_text() for file in kept]
    kept[0].write_text(text)
    yield
    for file, content in zip(kept, before, strict=True):
        file.write_text(content)


def test_pip_runs_again_only_when_the_file_has_changed(ready):
    status, output = ready.run("-m", "dashboard", "--setup")
    assert (status, output) == (0, "First Epoch is set up. Start it with: python -m dashboard\n")
    with changed_requirements(ready, "stand-in==1  # the same, said otherwise\n"):
        status, output = ready.run("-m", "dashboard", "--setup")
        assert status == 0
        assert "Installing requirements.txt" in output
        assert "Making an environment" not in output


def test_an_environment_shared_by_a_link_is_left_as_it_is(ready, tmp_path):
    second = Project(make_project(tmp_path / "second"), ready.environ["PIP_FIND_LINKS"])
    relic = ready.folder / ".venv/relic"
    relic.touch()
    (second.folder / ".venv").symlink_to(ready.folder / ".venv")
    status, output = second.run("-m", "dashboard", "--setup")
    assert status == 0
    assert "Making an environment" not in output
    assert relic.exists()


def test_a_moved_folder_gets_a_new_environment_and_little_room_is_told_before(ready, tmp_path):
    moved = Project(tmp_path / "moved", ready.environ["PIP_FIND_LINKS"])
    shutil.copytree(ready.folder, moved.folder, symlinks=True)
    relic = moved.folder / ".venv/relic"
    relic.touch()
    pretended = moved.pretend(
        "import shutil; shutil.disk_usage = lambda path: shutil._ntuple_diskusage(0, 0, 12e8)"
    )
    status, output = moved.run("-m", "dashboard", "--setup", **pretended)
    assert status == 0
    assert output.index("Only 1.2 GB are free") < output.index("Installing requirements.txt")
    assert f"Making an environment for First Epoch in {moved.folder / '.venv'}" in output
    assert not relic.exists()


def test_an_interrupted_installation_goes_on_later(project):
    with socket.create_server(("127.0.0.1", 0)) as silent_index:
        address = f"http://127.0.0.1:{silent_index.getsockname()[1]}/simple"
        process = project.start("-m", "dashboard", "--setup", **project.index(address))
        connection, _ = silent_index.accept()
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=20)
        connection.close()
    assert process.returncode == 130
    assert "Interrupted. Start again and it goes on from here." in output
    status, output = project.run("-m", "dashboard", "--setup")
    assert status == 0
    assert "Installing requirements.txt" in output
    assert "Making an environment" not in output


# Running and ending


@contextlib.contextmanager
def open_page(port: int):
    """A visitor: connects and asks for the page, as the browser does, and stays."""
    with connect(f"ws://127.0.0.1:{port}/_stcore/stream") as visitor:
        visitor.send(BackMsg(rerun_script={}).SerializeToString())
        yield


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


@pytest.mark.parametrize("ending", ["Ctrl-C in a terminal", "SIGTERM", "kill -9"])
def test_it_serves_and_ends_without_leaving_a_process(ready, free_port, ending):
    command = ["-m", "dashboard", "--port", str(free_port), "--server.headless", "true"]
    process = ready.start(*command)
    launcher = psutil.Process(process.pid)
    family = []
    try:
        opened = next(line for line in process.stdout if "First Epoch is open at" in line)
        assert f"http://127.0.0.1:{free_port} " in opened
        health = f"http://127.0.0.1:{free_port}/_stcore/health"
        assert urllib.request.urlopen(health, timeout=10).read() == b"ok"
        with open_page(free_port):
            wait_until(lambda: len(launcher.children(recursive=True)) == 2)  # app and cluster
            family = launcher.children(recursive=True)
            if ending == "Ctrl-C in a terminal":
                os.killpg(process.pid, signal.SIGINT)
            elif ending == "SIGTERM":
                process.send_signal(signal.SIGTERM)
            else:
                process.kill()
            output, _ = process.communicate(timeout=20)
        if ending != "kill -9":
            assert process.returncode == 0
            assert output.endswith("First Epoch has ended.\n")
        assert "Traceback" not in output
        _, alive = psutil.wait_procs(family, timeout=5)
        assert not alive
    finally:
        for member in [*family, launcher]:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()


def test_an_option_that_streamlit_does_not_know(ready, free_port):
    status, output = ready.run("-m", "dashboard", "--port", str(free_port), "--no-such-option")
    assert status == 1
    assert "No such option" in output
    assert "The app could not start, for the reason above." in output


# python -m tests


@pytest.fixture
def browser(tmp_path):
    """A program of that name; nothing here starts it."""
    program = tmp_path / "bin/chromium"
    program.parent.mkdir()
    shutil.copy(sys.executable, program)
    return program


def test_a_browser_is_found_by_name_or_by_variable(browser, monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(browser.parent))
    assert find_chromium() == str(browser)
    monkeypatch.setenv("PATH", "")
    assert find_chromium() == ""
    monkeypatch.setenv("CHROMIUM", str(browser))
    assert find_chromium() == str(browser)
    monkeypatch.setenv("CHROMIUM", str(browser.parent / "firefox"))
    with pytest.raises(environment.SetupError, match="there is no such program"):
        find_chromium()


def test_a_missing_browser_fails_loudly(ready):
    nowhere = {"PATH": "", "CHROMIUM": "", "PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9"}
    status, output = ready.run("-m", "tests", **nowhere)
    assert status == 1
    assert "There is no browser for the tests" in output


@pytest.mark.parametrize(
    ("ruff_status", "wanted", "status", "last_line"),
    [(0, "works", 0, "1 passed"), (0, "fails", 1, "1 failed"), (3, "works", 3, "ruff check")],
)
def test_the_linters_run_before_pytest_and_the_first_failure_is_the_status(
    ready, browser, ruff_status, wanted, status, last_line
):
    (ready.folder / "ruff.py").write_text(
        # Of another length for each status: Python takes a file of the same second and size for
        # the one that it has compiled.
        f"import sys\nprint('ruff', *sys.argv[1:])\nsys.exit({ruff_status})\n{'#' * ruff_status}"
    )
    (ready.folder / "importlinter").mkdir(exist_ok=True)
    (ready.folder / "importlinter/__init__.py").touch()
    (ready.folder / "importlinter/cli.py").write_text(
        "def lint_imports_command(): print('import linter')"
    )
    (ready.folder / "mypy.py").write_text("print('mypy')")
    (ready.folder / "tests/test_small.py").write_text(
        "import os\n"
        f"def test_works(): assert os.environ['FIRST_EPOCH_CHROMIUM'] == {str(browser)!r}\n"
        "def test_fails(): assert False\n"
    )
    arguments = ["tests/test_small.py", "-k", wanted, "-p", "no:cacheprovider"]
    got, output = ready.run("-m", "tests", *arguments, CHROMIUM=str(browser))
    assert got == status
    assert last_line in output.splitlines()[-1]
    if status != 3:
        checks = ["ruff check .", "ruff format --check .", "import linter", "mypy", "test session"]
        assert sorted(checks, key=output.index) == checks
