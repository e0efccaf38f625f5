"""Taking runs away: as a zip that a lab can bring in, as a table, or for other programs."""

from collections.abc import Callable, Sequence
from functools import partial
from tempfile import TemporaryFile
from typing import IO

import streamlit as st

from core.datasets import Library
from core.disk import require_room
from core.exchange.bundle import MOST_BYTES
from core.exchange.mlflow_folder import write_mlflow
from core.exchange.packing import pack
from core.exchange.results import results
from core.exchange.table import to_csv, to_parquet
from core.exchange.tensorboard_files import write_tensorboard
from core.home import home_folder
from core.language import say
from core.runs.artifacts import artifact_sizes
from core.runs.listing import ListedRun
from core.runs.store import RunStore
from dashboard.lab import services
from dashboard.runs import texts
from dashboard.server.files import offer_file


def offer_take_away(runs: Sequence[ListedRun], which: str) -> None:
    """A popover with links to files that hold these runs; `which` says what runs they are."""
    with st.popover(
        say(texts.TAKE_AWAY),
        icon=":material/download:",
        help=say(texts.TAKE_AWAY_HELP),
        disabled=not runs,
        key="take_away",
    ):
        st.caption(which)
        store, library = services.engine().store, services.library()
        for form, (name, make) in _FORMS.items():
            offer_file(
                say(texts.FORMS[form]),
                partial(make, store, library, runs),
                name,
                help=say(texts.FORM_HELP[form]),
                width="stretch",
            )


def _zip(store: RunStore, library: Library, runs: Sequence[ListedRun]) -> IO[bytes]:
    whole = [run.id for run in runs if run.recipe and not run.in_flight]
    sizes = artifact_sizes(home_folder())
    nbytes = min(sum(sizes[run_id] for run_id in whole), MOST_BYTES)
    return _file(lambda file: pack(file, store, library, whole), nbytes)


def _csv(store: RunStore, library: Library, runs: Sequence[ListedRun]) -> bytes:
    return to_csv(results(store, library, [run.id for run in runs]))


def _parquet(store: RunStore, library: Library, runs: Sequence[ListedRun]) -> bytes:
    return to_parquet(results(store, library, [run.id for run in runs]))


def _mlflow(store: RunStore, library: Library, runs: Sequence[ListedRun]) -> IO[bytes]:
    found = results(store, library, [run.id for run in runs])
    return _file(lambda file: write_mlflow(file, found))


def _tensorboard(store: RunStore, library: Library, runs: Sequence[ListedRun]) -> IO[bytes]:
    found = results(store, library, [run.id for run in runs])
    return _file(lambda file: write_tensorboard(file, found))


def _file(write: Callable[[IO[bytes]], None], nbytes: int = 0) -> IO[bytes]:
    """An open file without a name that is written to: it goes when it is closed.

    OSError if the disk has no room for so many bytes.
    """
    require_room(home_folder(), nbytes)
    file = TemporaryFile(dir=home_folder())  # noqa: SIM115 (closed once it is sent)
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    return file


_FORMS: dict[str, tuple[str, Callable[[RunStore, Library, Sequence[ListedRun]], bytes | IO[bytes]]]]
_FORMS = {
    "zip": ("first-epoch-runs.zip", _zip),
    "csv": ("first-epoch-runs.csv", _csv),
    "parquet": ("first-epoch-runs.parquet", _parquet),
    "mlflow": ("first-epoch-mlflow.zip", _mlflow),
    "tensorboard": ("first-epoch-tensorboard.zip", _tensorboard),
}
"""The name of each file, and what makes its content."""
