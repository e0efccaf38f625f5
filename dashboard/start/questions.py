"""Questions worth a run: each changes one thing of the first recipe, and a run answers it.

The curves beside them are of such runs. `python -m dashboard.start.record_curves` records them.
"""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from core.language import message
from core.recipe import Recipe, preset
from dashboard.lab.screen import FIRST_RECIPE

CURVES = Path(__file__).with_name("curves.json")


class Question(NamedTuple):
    """A question, and how the recipe that answers it differs from the first one, as in a link."""

    text: str
    change: str

    @property
    def recipe(self) -> Recipe:
        """The recipe that answers the question."""
        return Recipe.from_link(f"{preset(FIRST_RECIPE).to_link()}&{self.change}")


QUESTIONS = (
    Question(message("What if pixels are not scaled?"), "data.scaling=none"),
    Question(message("How many pictures are enough?"), "data.images=100"),
    Question(message("Is a flipped 2 still a 2?"), "augmentation.horizontal_flip=true"),
    Question(message("Is an upside-down 6 a 9?"), "augmentation.rotation_range=180"),
    Question(message("Does luck decide?"), "training.seed=7"),
    Question(message("Can it learn too fast?"), "training.learning_rate=1"),
    Question(message("Can it learn too slowly?"), "training.learning_rate=0.00005"),
    Question(message("Do large batches learn faster?"), "training.batch_size=1024"),
    Question(message("Does it need a hidden layer?"), "model.layers=flatten,dense:10,softmax"),
    Question(
        message("Are two hidden units enough?"),
        "model.layers=flatten,dense:2,relu,dense:10,softmax",
    ),
    Question(
        message("Do four layers of sigmoids learn?"),
        "model.layers=flatten,dense:32,sigmoid,dense:32,sigmoid,dense:32,sigmoid,dense:32,sigmoid,"
        "dense:10,softmax",
    ),
    Question(
        message("Is 100% right as good as it looks?"), "data.images=100&data.validate_on=train"
    ),
)


@cache
def curves() -> dict[str, list[float]]:
    """Recorded validation accuracies, from epoch 0 on, by the link of their recipe."""
    return json.loads(CURVES.read_text(encoding="utf-8"))
