"""What is known when an answer is judged: the values of quantities, and the curves."""

from collections.abc import Callable

from core.path.evidence import Evidence
from core.path.quantities import QUANTITIES, Curve, Points


class Known:
    """What is known of the recipe or run that a block asks about, and of the path's other runs.

    `own` is the evidence of the one that is asked about, and `of_run` gives that of a run block by
    its name; None where there is none (yet).
    """

    def __init__(
        self, own: Evidence | None, of_run: Callable[[str], Evidence | None] = lambda name: None
    ):
        self._own = own
        self._of_run = of_run

    def value(self, run: str, quantity: str) -> float | None:
        """The value of a quantity, as `core.path.formulas.Values`."""
        evidence = self._of_run(run) if run else self._own
        return None if evidence is None else QUANTITIES[quantity].value(evidence)

    def has_network(self, run: str) -> bool:
        """Whether a run, as in `value`, is over and has a network."""
        evidence = self._of_run(run) if run else self._own
        history = evidence.history if evidence else None
        return history is not None and history.has_network

    @property
    def ended_early(self) -> bool:
        """Whether the run or race that is asked about is over without a result."""
        history = self._own.history if self._own else None
        standing = self._own.standing if self._own else None
        if standing is not None:
            return not standing.in_flight and not standing.finished
        return history is not None and history.end is not None and not history.has_network

    def curve(self, curve: Curve) -> Points | None:
        """The points of a curve; None unless its run is over."""
        history = self._own.history if self._own else None
        return curve.points(history) if history is not None and history.end else None
