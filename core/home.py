"""Where First Epoch keeps its files: datasets, the run store, weights."""

import os
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
