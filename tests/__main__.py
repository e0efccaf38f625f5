"""python -m tests: make the environment, get a browser, then ruff, Import Linter, mypy and pytest.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

from dashboard.startup.environment import SetupError, ensure_environment, print_now
from dashboard.startup.processes import run_command, running

TWO_FILES_AT_A_TIME = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
"""Import Linter cannot be run by `python -m`."""
WITHOUT_WINDOWS = "chromium-headless-shell"
"""Debian's Chromium without what draws windows, which takes a tenth less of the processor."""
BROWSERS = (WITHOUT_WINDOWS, "chromium", "chromium-browser", "google-chrome")


def main(arguments: list[str]) -> int:
    """Returns the status of the first check that fails, else 0."""
    python = str(ensure_environment("requirements.txt", "tests/requirements.txt"))
    chromium = find_chromium() or _get_chromium(python)
    checks = (
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "ruff", "format", "--check", "."],
        [python, "-c", LINT_IMPORTS, "--no-logo", "--no-cache"],
        [python, "-m", "mypy"],
        [python, "-m", "pytest", *(arguments or TWO_FILES_AT_A_TIME)],
    )
    for command in checks:
        with running(command, env={**os.environ, "FIRST_EPOCH_CHROMIUM": chromium}) as check:
            status = check.wait()
        if status:
            return status
    return 0


def find_chromium() -> str:
    """The path of the browser named by CHROMIUM or found on the search path, else ''."""
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise SetupError(f"CHROMIUM names {named}, and there is no such program.")
        return found
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def _get_chromium(python: str) -> str:
    """Install a Chromium; its path, or '' for the one that Playwright keeps and finds itself."""
    print_now("Getting a Chromium for the browser tests.")
    if _is_debian():
        as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        commands = (["apt-get", "update"], ["apt-get", "install", "-y", WITHOUT_WINDOWS])
        commands = [as_root + command for command in commands]
    else:
        commands = [[python, "-m", "playwright", "install", "chromium"]]
    for command in commands:
        try:
            failed = subprocess.call(command) != 0
        except OSError:
            failed = True
        if failed:
            raise SetupError(
                f"There is no browser for the tests, and `{' '.join(command)}` could not get one. "
                "Install Chromium or Chrome, or name one in the variable CHROMIUM, and start again."
            )
    return find_chromium()


def _is_debian() -> bool:
    # Not its relatives: Ubuntu's package of that name is only a pointer to a snap.
    release = Path("/etc/os-release")
    return release.exists() and platform.freedesktop_os_release()["ID"] == "debian"


if __name__ == "__main__":
    run_command(main)
