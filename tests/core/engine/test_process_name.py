"""Whether the app that follows a run still runs."""

import subprocess
import sys

import pytest

from core.engine.process_name import is_alive, process_name


def test_this_process_runs_and_each_name_is_another():
    assert is_alive(process_name())
    assert process_name() != process_name()


def test_a_process_that_has_ended_does_not_run_and_neither_does_its_successor():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        host, _pid, created, token = process_name().rsplit(" ", 3)
        successor = f"{host} {process.pid} {float(created) - 60:.2f} {token}"
        assert not is_alive(successor)
    assert not is_alive(f"{host} {process.pid} {created} {token}")


@pytest.mark.parametrize(
    ("name", "alive"), [("engine-7", False), ("some where else 1 2.00 x", True)]
)
def test_names_of_another_form_and_of_another_machine(name, alive):
    assert is_alive(name) is alive
