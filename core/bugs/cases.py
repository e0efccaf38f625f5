"""The cases: each a short story about a run, in which one fault is to be found.

Neither name nor title says which. All numbers come from a seed, so that an answer cannot be copied.
"""

import random
from dataclasses import dataclass
from typing import Literal

from core.bugs.faults import FAULTS
from core.bugs.puzzle import Puzzle
from core.bugs.repairs import LOSSES_TO_TRY
from core.datasets import CARDS
from core.datasets.bundled import BUNDLED
from core.language import message
from core.recipe import Recipe

MLP = "flatten,dense:{units},relu,dense:10,softmax"
DEEPER = "flatten,dense:{units},relu,dense:{units},relu,dense:10,softmax"
CONVOLUTIONS = (
    "conv2d:{filters}:3:padding=same,relu,maxpooling2d,conv2d:{filters}:3:padding=same,relu,"
    "maxpooling2d,conv2d:{filters}:3:padding=same,relu,maxpooling2d,flatten,dense:10,softmax"
)


Level = Literal["easy", "middling", "hard"]
LEVELS: tuple[Level, ...] = ("easy", "middling", "hard")


@dataclass(frozen=True)
class Case:
    """A story with a fault.

    `settings` are those of the sound recipe that differ from the usual ones of the cases, as in a
    link, with `{loss}` for one by chance; `layers` is its network, with `{units}` and `{filters}`
    for numbers by chance. `level` says how hard it is to find.
    """

    name: str
    title: str
    story: str
    fault: str
    settings: str = ""
    layers: str = MLP
    level: Level = "middling"

    def puzzle(self, seed: int) -> Puzzle:
        """The case with the numbers that belong to a seed, 0 or more."""
        sound, card = self._sound(random.Random(seed)), CARDS[BUNDLED.name]
        faulty = FAULTS[self.fault].plant(sound, card, random.Random(f"{self.name} {seed}"))
        assert faulty is not None  # a test plants each of them
        return Puzzle(FAULTS[self.fault], sound, faulty, card, seed)

    def _sound(self, chance: random.Random) -> Recipe:
        layers = self.layers.format(
            units=chance.choice((64, 80, 96, 112, 128)), filters=chance.choice((8, 12, 16))
        )
        settings = self.settings.format(loss=chance.choice(LOSSES_TO_TRY))
        return Recipe.from_link(
            f"data.dataset={BUNDLED.name}&data.scaling=0-1&data.validate_on=split"
            f"&data.seed={chance.randrange(1_000)}&training.seed={chance.randrange(1_000)}"
            f"&training.learning_rate={chance.choice((0.08, 0.1, 0.12))}"
            f"&training.batch_size={chance.choice((16, 24, 32))}&training.epochs=12"
            f"&model.layers={layers}&{settings}"
        )


_CASES = (
    Case(
        "a-bad-start",
        message("A bad start"),
        message(
            "“Before its first step my network has a huge loss already,” says Ada. “Those of all "
            "the others begin far lower.”"
        ),
        "unscaled-pixels",
        level="easy",
    ),
    Case(
        "two-worlds",
        message("Two worlds"),
        message(
            "Ben’s training loss is a pleasure to look at. The validation loss begins far too "
            "high, and ends far above it."
        ),
        "unscaled-validation",
        "data.scaling=standardised",
        level="hard",
    ),
    Case(
        "straight-a",
        message("Good marks"),
        message(
            "Chloé hands in a network with a fine validation accuracy. Her teacher tries new "
            "pictures, and more of them are read wrong than she had promised."
        ),
        "validated-on-training",
        "data.images=160&data.validation_fraction=0.4&training.epochs=40",
        level="hard",
    ),
    Case(
        "never-right",
        message("Never right"),
        message(
            "In training it reads nearly everything right, in validation nearly nothing. “Worse "
            "than guessing!” says Deniz."
        ),
        "last-validate",
        level="easy",
    ),
    Case(
        "short-memory",
        message("A short memory"),
        message(
            "Emil’s network seems to learn within each epoch. Asked at the end of it, it reads far "
            "fewer pictures right."
        ),
        "not-shuffled",
    ),
    Case(
        "as-good-as-dice",
        message("As good as dice"),
        message(
            "Fatima’s network is asked about pictures that it has not seen, and rolls dice. More "
            "epochs make it no better."
        ),
        "labels-shuffled",
        level="easy",
    ),
    Case(
        "the-slow-one",
        message("The slow one"),
        message(
            "Goran’s network learns from its first epoch to its last, and all the others are far "
            "ahead."
        ),
        "softmax-inside",
        "training.optimizer=adam&training.learning_rate=0.001",
    ),
    Case(
        "given-up",
        message("Whatever it sees"),
        message("Hana’s network gives far too many pictures the same answer."),
        "relu-output",
        "training.loss=sparse_categorical_crossentropy",
    ),
    Case(
        "odd-numbers",
        message("Odd numbers"),
        message(
            "“How sure is it?” asks the teacher. Ivan looks at the numbers that his network puts "
            "out, and does not know what to say."
        ),
        "linear-output",
        level="hard",
    ),
    Case(
        "worse-than-before",
        message("Worse than before"),
        message("The loss of Jin’s network is higher after the training than before it."),
        "rate-too-high",
        level="easy",
    ),
    Case(
        "patience",
        message("Patience"),
        message("Karim has waited for all epochs. Hardly anything has happened."),
        "rate-too-low",
        level="easy",
    ),
    Case(
        "standstill",
        message("Standstill"),
        message("The loss of Lea’s network does not move, neither up nor down."),
        "zero-weights",
        layers=DEEPER,
    ),
    Case(
        "a-little-worse",
        message("A little worse"),
        message(
            "Mio has read that more varied pictures help, and since then his network reads fewer "
            "digits right."
        ),
        "flips",
        "augmentation.rotation_range=5&augmentation.zoom_range=0.05",
        level="hard",
    ),
    Case(
        "one-complaint",
        message("A single complaint"),
        message(
            "The accuracy of Nour’s network is fine. Only one of her users writes that it hardly "
            "ever reads his digit right."
        ),
        "starved-class",
        "training.epochs=8",
        level="hard",
    ),
    Case(
        "red-letters",
        message("Red letters"),
        message("Olga’s program ends with an error message before it begins."),
        "poolings",
        layers=CONVOLUTIONS,
        level="easy",
    ),
    Case(
        "more-red-letters",
        message("More red letters"),
        message("Pavel changed one line of a working program, and now fit does not begin."),
        "label-form",
        "training.loss={loss}",
    ),
    Case(
        "so-fast",
        message("So fast"),
        message(
            "Rosa’s network has all its epochs behind it in no time, and has learned less than "
            "those of the others."
        ),
        "batch-too-large",
        level="hard",
    ),
)
CASES: dict[str, Case] = {
    case.name: case for level in LEVELS for case in _CASES if case.level == level
}
"""By name, in the order in which they are offered: the easy ones first."""
