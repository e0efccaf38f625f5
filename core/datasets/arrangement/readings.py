"""Ways to read how pictures are arranged: which class and which split each of them has."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.datasets.errors import DatasetError
from core.datasets.naming import folded, natural_order
from core.language import lines, say


@dataclass(frozen=True)
class Reading:
    """One way to read where the classes stand.

    `key` names it for whoever chooses it, `source` says in words where the classes stand, and
    `classes` are the names this gives, in order. `labels` has the class name of each picture that
    gets one, by the picture's number; `splits` the split of pictures whose folder does not tell it.
    """

    key: str
    source: str
    labels: Mapping[int, str]
    splits: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """The class names, each once however it is spelled, in natural order."""
        return natural_order(set(one_spelling(self.labels.values()).values()))


class Undecided(DatasetError):
    """The files can be read in several ways, and guessing could be wrong.

    `readings` are the ways; `Library.inspect` takes the key of one.
    """

    def __init__(self, readings: Sequence[Reading]):
        self.readings = tuple(readings)
        ways = [
            say(
                "{number}: {count} classes ({classes}) from {source}.",
                number=number,
                count=len(reading.classes),
                classes=listed(reading.classes),
                source=reading.source,
            )
            for number, reading in enumerate(self.readings, 1)
        ]
        super().__init__(lines([say("The files can be read in several ways."), *ways]))

    def __reduce__(self) -> tuple[type, tuple[Sequence[Reading]]]:
        """How it goes from one process to another."""
        return Undecided, (self.readings,)


def listed(names: Sequence[str], most: int = 4) -> str:
    """The first few names, with dots for the rest."""
    shown = ", ".join(names[:most])
    return say("{names} …", names=shown) if len(names) > most else shown


def one_spelling(names: Iterable[str]) -> dict[str, str]:
    """For each folded name the spelling that most pictures have."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        spellings[folded(name)][name] += 1
    return {key: min(count, key=lambda name: (-count[name], name))
            for key, count in spellings.items()}  # fmt: skip
