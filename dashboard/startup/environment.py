"""The environment that the lab runs in: `.venv` at the repository's root, made and kept by pip.

Standard library only, in syntax that older Pythons can read: whoever starts the lab with an
unsuitable Python must get a sentence, not a traceback.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = (ROOT / ".venv").resolve()  # copies of the repository may share one by a link
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "first-epoch.json"
PIP_LOG = VENV / "pip.log"

# The versions of Python that both TensorFlow 2.20 and 2.21 have wheels for.
OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 13)
BYTES_WANTED = 3e9


class SetupError(Exception):
    """Why the lab cannot start and what to do about it, in sentences for the student."""


def print_now(sentence: str) -> None:
    """Print at once, also into a pipe, so that it stands before what a child prints next."""
    print(sentence, flush=True)


def ensure_environment(*requirement_files: str) -> Path:
    """The Python of an environment that holds what the files ask for.

    The environment is made when there is none, made anew when it belongs to another Python or
    another folder, and given to pip only when a file has changed since pip last succeeded.
    Paths are relative to the repository's root. Raises SetupError.
    """
    reason = unsuitable(
        sys.version_info[:2], sys.maxsize.bit_length() + 1, sys.platform, platform.machine()
    )
    if reason:
        raise SetupError(reason)
    stamp = _read_stamp()
    if stamp["folder"] != str(VENV) or not answers_as(PYTHON, sys.version_info[:2]):
        _make_venv()
        stamp = _read_stamp()
    digests = {name: _digest(ROOT / name) for name in requirement_files}
    if not digests.items() <= stamp["installed"].items():
        _install(requirement_files)
        _write_stamp({**stamp["installed"], **digests})
    return PYTHON


def unsuitable(version: tuple[int, int], bits: int, system: str, machine: str) -> str | None:
    """Why TensorFlow has no wheel for such a Python and what to install, or None if it has one.

    `system` is as in `sys.platform`, `machine` as in `platform.machine()`.
    """
    oldest, newest = (".".join(map(str, v)) for v in (OLDEST_PYTHON, NEWEST_PYTHON))
    advice = (
        f"Install the 64-bit Python {newest} from https://www.python.org/downloads/ and start "
        f"again with it: python{newest} -m dashboard (on Windows: py -{newest} -m dashboard)."
    )
    if not OLDEST_PYTHON <= version <= NEWEST_PYTHON:
        return (
            f"This is Python {version[0]}.{version[1]}, and TensorFlow, which trains the networks, "
            f"is made for Python {oldest} to {newest}. {advice}"
        )
    if bits < 64:
        return (
            f"This is a {bits}-bit Python, and TensorFlow, which trains the networks, is made "
            f"only for 64 bits. {advice}"
        )
    if system == "darwin" and machine == "x86_64":
        return (
            "This is a Python for Intel processors on a Mac, and TensorFlow, which trains the "
            "networks, is no longer made for those. On a Mac with Apple silicon: "
            f"{advice} On an Intel Mac, use another computer."
        )
    return None


def answers_as(python: Path, version: tuple[int, int]) -> bool:
    """Whether the interpreter runs, is of that version and has pip."""
    try:
        answer = subprocess.run(
            [str(python), "-c", "import pip, sys; print(*sys.version_info[:2])"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.split() == [str(part) for part in version]


def _make_venv() -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise SetupError(
            f"This Python {version} came without its module venv, so it cannot make an environment "
            f"for the lab. On Debian and Ubuntu: sudo apt install python{version}-venv. Elsewhere "
            "install Python from https://www.python.org/downloads/. Then start again."
        )
    print_now(f"Making an environment for First Epoch in {VENV}")
    free = shutil.disk_usage(str(ROOT)).free
    if free < BYTES_WANTED:
        print_now(
            f"Only {free / 1e9:.1f} GB are free on this disk, and the packages take about 2.5 GB. "
            "If the installation fails, make room and start again."
        )
    status = subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if status:
        raise SetupError(
            f"Python could not make the folder {VENV}, for the reason above. See that you may "
            "write there and that no program is using it, or delete it, then start again."
        )


def _install(requirement_files: tuple[str, ...]) -> None:
    print_now(f"Installing {' and '.join(requirement_files)}: the first time takes some minutes.")
    STAMP.unlink(missing_ok=True)  # until pip has succeeded, nothing looks ready
    PIP_LOG.unlink(missing_ok=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    # The pip that came with this Python may need twice the time of a new one. If there is no newer
    # one to be had, the next command says why, or goes on without.
    newer = [*pip, "--retries", "0", "--upgrade", "pip"]
    subprocess.call(newer, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    command = [*pip, "--no-compile", "--log", str(PIP_LOG)]
    for name in requirement_files:
        command += ["-r", name]
    if subprocess.call(command, cwd=str(ROOT)):
        log = PIP_LOG.read_text(encoding="utf-8", errors="replace") if PIP_LOG.exists() else ""
        raise SetupError(why_pip_failed(log))
    # On all cores, where pip would use one; a third of the time goes into tests of the packages,
    # which nobody runs here. A file that cannot be compiled is no fault: packages hold some that
    # are meant for other Pythons.
    compiling = [str(PYTHON), "-m", "compileall", "-qq", "-j", "0", "-x", r"[\\/]tests?[\\/]"]
    subprocess.call([*compiling, str(VENV)])


def why_pip_failed(log: str) -> str:
    """What pip's log of a failed installation means, and the way out."""
    if re.search(r"No space left on device|Errno 28\b", log):
        return (
            "The disk is full: the packages take about 2.5 GB, and as much again while they are "
            "unpacked. Make room and start again; what was downloaded is kept."
        )
    if re.search(r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError", log):
        return (
            "The package index answered with a certificate that this computer does not trust; "
            "often that is a filter in the network. Ask whoever runs the network for its "
            "certificate and name it to pip: pip config set global.cert FILE. Then start again."
        )
    if re.search(
        r"(NewConnection|NameResolution|ConnectTimeout|ReadTimeout|Proxy|Protocol)Error", log
    ):
        return (
            "pip could not reach the package index: no network, or a proxy in between. Connect "
            "this computer, or name the proxy (pip config set global.proxy http://HOST:PORT), "
            "then start again. The first start needs the network, later ones do not."
        )
    missing = re.search(r"No matching distribution found for (\S+)", log)
    if missing:
        return (
            f"pip found no package {missing[1]} for this computer ({platform.system()} "
            f"{platform.machine()}, Python {platform.python_version()}). See that pip's settings "
            "(pip config list) name an index that has it, then start again."
        )
    return (
        f"pip could not install the packages, for the reason above; all it did is in {PIP_LOG}. "
        "Start again to try once more; if it fails at the same place, delete the folder "
        f"{VENV} first."
    )


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _read_stamp() -> dict:
    """Where the environment was made, and the digest of each file that pip has installed.

    Without a stamp pip has not finished yet, and there is no other folder to tell of.
    """
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"folder": str(VENV), "installed": {}}


def _write_stamp(installed: dict[str, str]) -> None:
    # Not by `core.atomic_write`: older versions of Python, which are to be told so, run this file.
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(json.dumps({"folder": str(VENV), "installed": installed}), "utf-8")
    unfinished.replace(STAMP)
