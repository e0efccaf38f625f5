"""A race: one recipe with several values of one setting, or of two, each under several seeds.

Without a setting it is one recipe under several seeds: how far these lie apart is luck.
"""

from itertools import chain, islice, product
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.datasets import DatasetCard
from core.experiments.raced import RACED, STARTS, Raced
from core.experiments.settings import in_effect
from core.language import message, say
from core.recipe import Recipe, RecipeError
from core.recipe.work import run_seconds

MOST_AXES = 2
LEAST_VALUES, MOST_VALUES = 2, 6
MOST_CHARACTERS = 32
"""Of a value."""
MOST_OF_GRID = 5
"""How many values each of two settings may have."""
LEAST_SEEDS = 3
"""Of a race without a setting."""
MOST_SEEDS = 10
ALL_SEEDS = 2**31
"""How many seeds there are, from 0 on."""
MOST_RUNS = 36

SEEDS = message("seeds")
BOTH = message("{first} and {second}")
EACH = message("{first} · {second}")
OTHER_SEEDS = message(
    "One recipe, each time with other first weights and the pictures in another order: how far the "
    "results lie apart is luck."
)
NO_SETTING = message("There is no setting “{setting}” that can be raced.")
WRONG_COUNT = message("A race has {least} to {most} values of a setting, and this one has {count}.")
GRID_COUNT = message(
    "With two settings each has {least} to {most} values, and one has {count} here."
)
LONG_VALUE = message("A value has at most {most} characters.")
TWICE = message("Two settings that are raced against each other must not be the same one.")
TOO_MANY_RUNS = message(
    "{count:,} runs are more than the {most} that a race may have. Take fewer values or seeds."
)
SEED_COUNT = message("A race has {least} to {most} seeds, and this one has {count:,}.")
SEED_TWICE = message("A seed stands there twice: it would give the same run again.")
NO_SEED = message("A seed is a whole number, at least 0 and below 2,147,483,648.")
SAME_RUN = message(
    "“{first}” and “{second}” give the same run with this recipe: there is nothing to race."
)
NO_RACE = message("This is no race that the lab can run.")


class Axis(BaseModel):
    """A setting that is raced, by its name in `RACED`, and its values as texts."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    setting: str
    values: tuple[str, ...]

    @property
    def raced(self) -> Raced:
        """The setting."""
        return RACED[self.setting]

    @property
    def name(self) -> str:
        """What the setting is called."""
        return say(self.raced.name)


class Contestant(NamedTuple):
    """Who takes part: what it is called, its value of each axis, and its recipes, one a seed."""

    name: str
    values: tuple[str, ...]
    recipes: tuple[Recipe, ...]


class Cost(NamedTuple):
    """What a race costs: its runs, and about how many seconds they train one after the other."""

    runs: int
    seconds: float


class Race(BaseModel):
    """What is raced: `base` with each value of one setting, or with each pair of values of two.

    Each is trained under each of the `seeds`. Of a ready race, `ready` is its name in `READY` and
    `guess` the number of the answer that its owner expected.

    It validates itself; `Race.planned` says what is wrong in a sentence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: Recipe
    axes: tuple[Axis, ...] = ()
    seeds: tuple[int, ...]
    ready: str = Field("", max_length=32)
    guess: int | None = None

    @classmethod
    def planned(
        cls,
        base: Recipe,
        axes: tuple[Axis, ...] = (),
        seeds: tuple[int, ...] = (0,),
        ready: str = "",
        guess: int | None = None,
    ) -> Self:
        """The race; RecipeError, with a sentence, if it cannot be run."""
        try:
            return cls(base=base, axes=axes, seeds=seeds, ready=ready, guess=guess)
        except ValidationError as error:
            told = error.errors()[0].get("ctx", {}).get("error")
            raise told if isinstance(told, RecipeError) else RecipeError(say(NO_RACE)) from error

    @model_validator(mode="after")
    def _can_be_run(self) -> Self:
        self._check_axes()
        self._check_seeds()
        count = len(self.seeds)
        for axis in self.axes:
            count *= len(axis.values)
        if count > MOST_RUNS:
            raise RecipeError(say(TOO_MANY_RUNS, count=count, most=MOST_RUNS))
        self._check_contestants()
        return self

    @property
    def is_grid(self) -> bool:
        """Whether two settings are raced."""
        return len(self.axes) == MOST_AXES

    @property
    def name(self) -> str:
        """What is raced, in words."""
        if not self.axes:
            return say(SEEDS)
        if self.is_grid:
            return say(BOTH, first=self.axes[0].name, second=self.axes[1].name)
        return self.axes[0].name

    @property
    def fairness(self) -> str:
        """What is the same for all, and what differs beside the values, in words."""
        if not self.axes:
            return say(OTHER_SEEDS)
        start = min((axis.raced.start for axis in self.axes), key=STARTS.index)
        alike = say(start, count=len(self.seeds), name=self.name)
        return " ".join([alike, *(say(axis.raced.note) for axis in self.axes if axis.raced.note)])

    @property
    def contestants(self) -> list[Contestant]:
        """Who takes part; of two settings, the values of the second one change first."""
        return [
            Contestant(self._name_of(values), values, recipes)
            for values in product(*(axis.values for axis in self.axes))
            for recipes in [self._under_seeds(self._with(values))]
        ]

    @property
    def recipes(self) -> dict[int, Recipe]:
        """The recipes of all runs by place, in their order: first all with the first seed."""
        contestants = self.contestants
        return {
            place_of(one, seed): contestant.recipes[seed]
            for seed in range(len(self.seeds))
            for one, contestant in enumerate(contestants)
        }

    @property
    def seeds_left(self) -> int:
        """With how many seeds more all could be trained."""
        count = len(self.contestants)
        return max(min(MOST_SEEDS, MOST_RUNS // count) - len(self.seeds), 0)

    def with_more_seeds(self, count: int) -> Self:
        """The race with so many seeds more; RecipeError if these are too many."""
        if len(self.seeds) + count > MOST_SEEDS:
            total = len(self.seeds) + count
            raise RecipeError(say(SEED_COUNT, least=1, most=MOST_SEEDS, count=total))
        seeds = more_seeds(self.seeds, count)
        return self.planned(self.base, self.axes, seeds, self.ready, self.guess)

    def _check_axes(self) -> None:
        if len(self.axes) > MOST_AXES:
            raise RecipeError(say(NO_RACE))
        for axis in self.axes:
            if axis.setting not in RACED:
                raise RecipeError(say(NO_SETTING, setting=axis.setting[:32]))
        most = MOST_OF_GRID if self.is_grid else MOST_VALUES
        for axis in self.axes:
            if not LEAST_VALUES <= len(axis.values) <= most:
                sentence = GRID_COUNT if self.is_grid else WRONG_COUNT
                count = len(axis.values)
                raise RecipeError(say(sentence, least=LEAST_VALUES, most=most, count=count))
            if any(len(value) > MOST_CHARACTERS for value in axis.values):
                raise RecipeError(say(LONG_VALUE, most=MOST_CHARACTERS))
        if len({axis.setting for axis in self.axes}) < len(self.axes):
            raise RecipeError(say(TWICE))

    def _check_seeds(self) -> None:
        least = 1 if self.axes else LEAST_SEEDS
        count = len(self.seeds)
        if not least <= count <= MOST_SEEDS:
            raise RecipeError(say(SEED_COUNT, least=least, most=MOST_SEEDS, count=count))
        if len(set(self.seeds)) < count:
            raise RecipeError(say(SEED_TWICE))
        if not all(0 <= seed < ALL_SEEDS for seed in self.seeds):
            raise RecipeError(say(NO_SEED))

    def _check_contestants(self) -> None:
        """Each is another run than the others."""
        names: dict[tuple, str] = {}
        for contestant in self.contestants:
            effect = tuple(in_effect(contestant.recipes[0]).items())
            if effect in names:
                first, second = names[effect], contestant.name
                raise RecipeError(say(SAME_RUN, first=first, second=second))
            names[effect] = contestant.name

    def _name_of(self, values: tuple[str, ...]) -> str:
        words = [axis.raced.in_words(value) for axis, value in zip(self.axes, values, strict=True)]
        if not words:
            return self.name
        return say(EACH, first=words[0], second=words[1]) if self.is_grid else words[0]

    def _with(self, values: tuple[str, ...]) -> Recipe:
        chosen = {axis.setting: value for axis, value in zip(self.axes, values, strict=True)}
        recipe = self.base
        for setting, raced in RACED.items():
            if setting in chosen:
                recipe = raced.changed(recipe, chosen[setting])
        return recipe

    def _under_seeds(self, recipe: Recipe) -> tuple[Recipe, ...]:
        return tuple(recipe.with_settings("training", seed=seed) for seed in self.seeds)


def place_of(contestant: int, seed: int) -> int:
    """The place in a race of a contestant's run with a seed, both by their places."""
    return contestant * MOST_SEEDS + seed


def more_seeds(seeds: tuple[int, ...], count: int) -> tuple[int, ...]:
    """These seeds and so many more: the next higher ones, and after the last there is from 0 on."""
    highest = max(seeds)
    others = chain(range(highest + 1, ALL_SEEDS), range(highest))
    return (*seeds, *islice((seed for seed in others if seed not in seeds), count))


def cost(race: Race, card: DatasetCard) -> Cost:
    """About what a race costs on its dataset. LayerError if a network does not fit the pictures."""
    recipes = race.recipes.values()
    return Cost(len(recipes), sum(run_seconds(recipe, card) for recipe in recipes))
