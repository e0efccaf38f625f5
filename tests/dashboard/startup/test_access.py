"""Who may use a lab that answers more than this computer: its password, and the warning."""

import getpass

import pytest

from dashboard.startup import access
from dashboard.startup.access import PASSWORD_VARIABLE, environment, warning


def test_a_password_reaches_the_app_by_its_environment(monkeypatch):
    monkeypatch.setenv(PASSWORD_VARIABLE, "from outside")
    assert environment(None)[PASSWORD_VARIABLE] == "from outside"
    assert environment("beans")[PASSWORD_VARIABLE] == "beans"
    monkeypatch.setattr(getpass, "getpass", lambda _question: "typed")
    assert environment("")[PASSWORD_VARIABLE] == "typed"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_a_lab_for_this_computer_needs_none(address):
    assert warning(address, {}) is None


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "lab.school.example"])
def test_a_lab_for_a_network_warns_without_one(address):
    said = warning(address, {})
    assert said.startswith("WARNING: everybody in the network can use this lab")
    assert f"--address {address} --password" in said
    assert access.warning(address, {PASSWORD_VARIABLE: "beans"}) is None
