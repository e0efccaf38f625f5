"""Ready races: each begins with a question, and a guess at its answer.

What a race comes to is told by its verdict. The answer to its question is what such a race usually
comes to; another dataset or other seeds may come to something else.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from core.datasets import DatasetCard
from core.datasets.card import Domain
from core.datasets.recipe_links import MENDED, mlp
from core.experiments.offers import offered
from core.experiments.race import Axis, Race
from core.language import message, say
from core.recipe import Recipe

RATE = 0.1
EPOCHS, MOST_EPOCHS = 5, 40
PICTURES_SEEN = 60_000
"""About how many pictures a network is to see: of a small dataset in more epochs."""
HELD_OUT = 4
"""Where few pictures train, up to so many times as many validate: a few would tell nothing."""


class Usual(NamedTuple):
    """The answer to a question that is usually right, by its place among the answers, and why."""

    answer: int
    why: str


class ReadyRace(NamedTuple):
    """A question, the answers to choose from, and the race that shows which is right.

    `setting` is the one that is raced, with these `values`, or with all that are offered if there
    are none; without a setting one recipe is trained under several `seeds`. `train_on` are how many
    pictures train, 0 for all, and `settings` what else of the recipe is another, as in a link.
    `elsewhere` has the usual answer for pictures where it is another.
    """

    name: str
    question: str
    answers: tuple[str, ...]
    usual: Usual
    setting: str = ""
    values: tuple[str, ...] = ()
    seeds: int = 1
    train_on: int = 0
    settings: str = ""
    elsewhere: Mapping[Domain | None, Usual] = MappingProxyType({})

    def race(self, card: DatasetCard, guess: int | None = None) -> Race:
        """The race on a dataset."""
        base = self._base(card)
        seeds = tuple(range(self.seeds))
        return Race.planned(base, self._axes(base, card), seeds, self.name, guess)

    def usual_on(self, card: DatasetCard) -> Usual:
        """The usual answer for a dataset."""
        return self.elsewhere.get(card.domain, self.usual)

    def _base(self, card: DatasetCard) -> Recipe:
        """A small network that learns in seconds: what it shows is the same for larger ones."""
        epochs = min(max(EPOCHS, PICTURES_SEEN // card.train_count), MOST_EPOCHS)
        recipe = Recipe.from_link(
            f"data.dataset={card.name}&{MENDED}&{mlp(card.num_classes)}"
            f"&training.learning_rate={RATE}&training.epochs={epochs}&{self.settings}"
        )
        if not self.train_on:
            return recipe
        images = min(self.train_on * (1 + HELD_OUT), card.train_count)
        aside = max(1 - self.train_on / images, recipe.data.validation_fraction)
        return recipe.with_settings("data", images=images, validation_fraction=aside)

    def _axes(self, base: Recipe, card: DatasetCard) -> tuple[Axis, ...]:
        if not self.setting:
            return ()
        known = offered(self.setting, base, card)
        values = tuple(value for value in known if not self.values or value in self.values)
        return (Axis(setting=self.setting, values=values),)


class Answered(NamedTuple):
    """The question of a ready race, the answer that was guessed, the usual one, and why it is."""

    question: str
    guess: str
    usual: str
    is_usual: bool
    why: str


def answered(race: Race, card: DatasetCard) -> Answered | None:
    """The guess at a ready race and the usual answer; None for another race, or without a guess."""
    ready = READY.get(race.ready)
    if ready is None or race.guess is None or not 0 <= race.guess < len(ready.answers):
        return None
    usual = ready.usual_on(card)
    return Answered(
        question=say(ready.question),
        guess=say(ready.answers[race.guess]),
        usual=say(ready.answers[usual.answer]),
        is_usual=race.guess == usual.answer,
        why=say(usual.why),
    )


_READY = (
    ReadyRace(
        "scaling",
        message("Pixels as they are stored, or divided so that the largest is 1: is one better?"),
        (
            message("No, the weights make up for it"),
            message("Yes, scaled pixels learn better"),
            message("Yes, raw pixels learn better"),
        ),
        Usual(
            1,
            message(
                "The gradient of a weight is a multiple of its pixel: with raw pixels the steps "
                "are many times as long, far too long for this learning rate."
            ),
        ),
        setting="scaling",
        values=("none", "0-1"),
        seeds=3,
        settings="training.learning_rate=0.5",
    ),
    ReadyRace(
        "rates",
        message("Learning rates from 0.0001 to 10: which one learns best?"),
        (message("The smallest"), message("One in between"), message("The largest")),
        Usual(
            1,
            message(
                "The smallest hardly moves within these epochs, and the largest jumps across the "
                "valley it should walk down into."
            ),
        ),
        setting="learning_rate",
        values=("0.0001", "0.001", "0.01", "0.1", "1", "10"),
    ),
    ReadyRace(
        "batches",
        message("The same epochs in batches of 1 or of 4,096: which network is the better one?"),
        (message("That with small batches"), message("That with large ones"), message("No matter")),
        Usual(
            0,
            message(
                "Each batch is one step. In batches of 4,096 there are hardly any steps, so the "
                "network has not got far when the epochs are over."
            ),
        ),
        setting="batch_size",
        train_on=10_000,  # so that there are 4,096 for a batch
        settings="training.learning_rate=0.02&training.epochs=5",
    ),
    ReadyRace(
        "pictures",
        message("Ten times as many pictures to learn from: how many of the mistakes are left?"),
        (
            message("A tenth"),
            message("A fifth to a half"),
            message("Nearly all"),
        ),
        Usual(
            1,
            message(
                "Mistakes fall by about the same factor each time, and that is far less than ten: "
                "on two logarithmic axes the learning curve is about a straight line."
            ),
        ),
        setting="images",
        # In small batches also a few pictures are enough for some steps.
        settings="training.batch_size=8&training.epochs=10",
    ),
    ReadyRace(
        "depth",
        message("Is a network with eight hidden layers better than one with one?"),
        (message("Yes, clearly"), message("No, one or two do as well"), message("It cannot learn")),
        Usual(
            1,
            message(
                "One or two hidden layers are enough for pictures like these; more are more to "
                "train, and each of them weakens the gradient on its way back."
            ),
        ),
        setting="depth",
        seeds=3,
    ),
    ReadyRace(
        "dropout",
        message("500 pictures are learned by heart. By how much does dropout help?"),
        (
            message("A lot: half of the mistakes go"),
            message("A little: a point or so of accuracy"),
            message("The more of it, the better"),
        ),
        Usual(
            1,
            message(
                "Dropout makes learning by heart harder: the more of it, the fewer of the 500 are "
                "got right. But it adds no picture, and what these do not show, nobody learns from "
                "them."
            ),
        ),
        setting="dropout",
        seeds=3,
        train_on=500,
        settings="training.epochs=60",
    ),
    ReadyRace(
        "flips",
        message("Pictures mirrored at random are other pictures to learn from. Do they help here?"),
        (message("They help"), message("They harm"), message("Neither, by much")),
        Usual(
            2,
            message(
                "A mirrored picture still shows the same thing, so it teaches nothing wrong. But "
                "it takes more epochs than these to learn both sides."
            ),
        ),
        setting="augmentation",
        values=("off", "flip"),
        seeds=3,
        elsewhere={
            domain: Usual(
                1,
                message(
                    "A mirrored 2 is no 2 any more: the network learns characters that it will "
                    "never be asked about, and has less room for those that it will."
                ),
            )
            for domain in ("digit", "letter")
        },
    ),
    ReadyRace(
        "seeds",
        message("Five times the same recipe, each with another seed: how far apart do they end?"),
        (
            message("They all end alike"),
            message("By some tenths of a point, or a point or two"),
            message("By ten points and more"),
        ),
        Usual(
            1,
            message(
                "Other first weights and another order of the pictures lead to another network, "
                "about as good. A difference between two recipes that is no larger is luck."
            ),
        ),
        seeds=5,
    ),
)
READY: dict[str, ReadyRace] = {ready.name: ready for ready in _READY}
"""By name, in the order in which a page shows them."""
