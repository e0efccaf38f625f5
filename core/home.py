"""Where First Epoch keeps its files: datasets, the run store, weights."""

import os
from contextlib import suppress
from pathlib import Path

import platformdirs


def home_folder() -> Path:
    """The folder named by `FIRST_EPOCH_HOME`, else the system's usual place for user data.

    The folder is not created here: whoever writes first does that.
    """
    chosen = os.environ.get("FIRST_EPOCH_HOME")
    return (
        Path(chosen).expanduser()
        if chosen
        else Path(platformdirs.user_data_dir("first-epoch", appauthor=False))
    )


def make_home(home: Path) -> None:
    """Make the folder if it is missing, and let its owner alone into it: visitors' pictures lie
    there. OSError if it cannot be made.

    On Windows, and where another owns the folder, its rights stay as they are.
    """
    home.mkdir(parents=True, exist_ok=True)
    if os.name != "nt":
        with suppress(OSError):
            home.chmod(0o700)
