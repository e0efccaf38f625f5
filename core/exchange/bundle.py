"""The form of a bundle: runs in one zip, to be taken to another lab or read by other programs.

Texts are UTF-8, tables have one JSON object a line, arrays are NumPy's `.npz` without pickles. A
number that is none is written as "NaN", "Infinity" or "-Infinity", which JSON cannot say otherwise.
The same runs give the same bytes.
"""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.datasets import DatasetCard
from core.language import message
from core.recipe.differences import MAX_FILE
from core.runs.events import FINAL
from core.runs.run import RunError, RunId

FORMAT: Final = "first-epoch-runs"
VERSION: Final = 1
"""The version of the form. It is raised when an older lab could not read what a newer one wrote."""

MANIFEST = "bundle.json"
README_FILE = "README.txt"
RECIPE, FACTS, EVENTS, FILM = "recipe.json", "run.json", "events.jsonl", "film.jsonl"
UNITS, WEIGHTS = "units.npz", "weights.npz"

MOST_RUNS = 200
MOST_EVENTS = 200_000
"""Of all runs in a bundle; a run of an hour has ten thousand."""
MOST_EVENT_BYTES = 48 * 2**20
"""Of the events of all runs in a bundle: a database keeps them as they are, unpacked."""
MOST_TOLD_BYTES = 256 * 2**20
"""Of the events and films of all runs in a bundle, with the pictures of units."""
MOST_BYTES = 900 * 2**20
"""Of a bundle; an upload may have a little more."""
MOST_REASON = 2_000
"""Characters of the sentence that says why a run ended, or why a snapshot was not kept."""

_WORDS_BYTES = 2**20
MOST_UNITS_BYTES = 16 * 2**20
"""Of the pictures of units in the film of one run."""
FILE_BYTES = {
    RECIPE: MAX_FILE,
    FACTS: _WORDS_BYTES,
    EVENTS: 12 * 2**20,
    FILM: 16 * 2**20,
    UNITS: MOST_UNITS_BYTES,
}
"""Of the files of a run; its arrays are bounded by the bundle alone."""

README = message("""Runs of First Epoch

These are training runs of neural networks, taken from the lab First Epoch. To look at them there,
choose “Bring runs in” on its page Runs. Everything here can also be read without it.

bundle.json                 the form of this file and its version; the runs, the oldest first
runs/ID/recipe.json         all that determines the run: pictures, network, training, seeds
runs/ID/run.json            its name and note; when it was started; how it ended
runs/ID/events.jsonl        what happened, an event a line; time in seconds since 1970
runs/ID/film.jsonl          what the network said about some pictures while it was trained
runs/ID/units.npz           the weights of the first layer's units then, from -127 to 127
runs/ID/weights.npz         the trained network: weight_0, weight_1, ... as Keras's set_weights
                            takes them; a pixel x is fed in as (x - shift) * factor
runs/ID/snapshots/E.npz     all that training needs to go on from the end of epoch E
races/ID.json               a race: what was raced, and the runs by their places in it
datasets/NAME.json          a dataset: its classes, and the shape of its pictures

The pictures are not here. Those of published datasets can be downloaded. Those of a dataset that
somebody brought stay with whoever has it; of such a dataset this file holds the description alone.
If the lab did not know the dataset any more, networks and films that were trained on it are left
out.

Losses are in nats, accuracies from 0 to 1. In Python:

    import json, numpy, pandas
    events = pandas.read_json("runs/ID/events.jsonl", lines=True)
    epochs = events[events.kind == "epoch"]
    weights = numpy.load("runs/ID/weights.npz")
""")


class BundleError(RunError):
    """A bundle that cannot be made or read; the message is a sentence."""


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Time = Annotated[float, Field(ge=0, le=2**33)]
"""In seconds since 1970."""
Words = Annotated[str, Field(max_length=4_000)]
Side = Annotated[int, Field(ge=1, le=4_096)]


class Manifest(_Facts):
    """What a bundle is, which version of the lab has written it, the runs and races in it."""

    format: Literal["first-epoch-runs"] = FORMAT
    version: Literal[1] = VERSION
    lab: Annotated[str, Field(max_length=32)]
    runs: Annotated[tuple[RunId, ...], Field(min_length=1, max_length=MOST_RUNS)]
    races: Annotated[tuple[RunId, ...], Field(max_length=MOST_RUNS)] = ()


class RunFacts(_Facts):
    """What is known of a run beside its recipe and events."""

    id: RunId
    name: Words
    note: Words
    created: Time
    status: Literal[FINAL]  # type: ignore[valid-type]


class RaceFacts(_Facts):
    """A race: what is raced, as `core.experiments.race.Race` writes it, and its runs by place."""

    id: RunId
    race: dict[str, Any]
    runs: Annotated[dict[int, RunId], Field(min_length=1)]


class DatasetFacts(_Facts):
    """The description of a dataset. `shape` is that of a picture, height, width, channels.

    `content` is the checksum by which labs tell datasets of visitors apart; None for a published
    one.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    title: Words
    classes: Annotated[tuple[Words, ...], Field(min_length=2, max_length=1_000)]
    shape: tuple[Side, Side, Annotated[int, Field(ge=1, le=4)]]
    train_count: Annotated[int, Field(ge=0)]
    test_count: Annotated[int, Field(ge=0)]
    content: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None

    @classmethod
    def of(cls, card: DatasetCard, content: str | None) -> "DatasetFacts":
        """The description of the dataset of a card."""
        return cls(
            name=card.name,
            title=card.title,
            classes=card.classes,
            shape=card.shape,
            train_count=card.train_count,
            test_count=card.test_count,
            content=content,
        )


def most_bytes(name: str) -> int:
    """How many bytes a file in a bundle may have, whether it is written or read."""
    folder, _, file = name.rpartition("/")
    if folder.startswith("runs/"):
        return FILE_BYTES.get(file, MOST_BYTES)
    return _WORDS_BYTES


def in_run(run_id: str, file: str) -> str:
    """The name of a file of a run in the bundle."""
    return f"runs/{run_id}/{file}"


def snapshot_file(epoch: int) -> str:
    """The name of a snapshot among the files of its run."""
    return f"snapshots/{epoch}.npz"


def race_file(race_id: str) -> str:
    """The name of the file with a race."""
    return f"races/{race_id}.json"


def dataset_file(name: str) -> str:
    """The name of the file with the description of a dataset."""
    return f"datasets/{name}.json"
