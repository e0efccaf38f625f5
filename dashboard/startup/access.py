"""Who may use a lab that answers more than this computer.

Standard library only, in syntax that older Pythons can read.
"""

from __future__ import annotations

import getpass
import ipaddress
import os

PASSWORD_VARIABLE = "FIRST_EPOCH_PASSWORD"
LOCAL_FILES_VARIABLE = "FIRST_EPOCH_LOCAL_FILES"

UNPROTECTED = (
    "WARNING: everybody in the network can use this lab, and train on this computer. Let it ask "
    "for a password: python -m dashboard --address {address} --password"
)


def environment(password: str | None, local_files: bool = False) -> dict[str, str]:
    """The environment of the app, in which the password stands; on a command line all see it.

    None leaves what `FIRST_EPOCH_PASSWORD` says, an empty one is asked for in the terminal.
    `local_files` lets every visitor name files of this computer.
    """
    chosen = dict(os.environ)
    if password is not None:
        chosen[PASSWORD_VARIABLE] = password or getpass.getpass("Password for the lab: ")
    if local_files:
        chosen[LOCAL_FILES_VARIABLE] = "1"
    return chosen


def warning(address: str, env: dict[str, str]) -> str | None:
    """What to say in the terminal of a lab that listens there; None if there is nothing to say."""
    if env.get(PASSWORD_VARIABLE) or _is_this_computer(address):
        return None
    return UNPROTECTED.format(address=address)


def _is_this_computer(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
