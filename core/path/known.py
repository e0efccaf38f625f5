"""What is known when an answer is judged: the values of quantities, and the curves."""

from collections.abc import Callable

from core.path.curves import Points
from core.path.evidence import PathEvidence
from core.path.quantities import QUANTITIES, Curve


class Known:
    """What is known of the recipe or run that a block asks about, and of the path's other runs.

    `own` is the evidence of the one that is asked about, and `of_run` gives that of a run block by
    its name; None where there is none (yet). `is_given_up` tells whether there will be none: the
    visitor went on without it, or it was deleted.
    """

    def __init__(
        self,
        own: PathEvidence | None,
        of_run: Callable[[str], PathEvidence | None] = lambda name: None,
        is_given_up: Callable[[str], bool] = lambda name: False,
    ):
        self._own = own
        self._of_run = of_run
        self.is_given_up = is_given_up

    def evidence(self, run: str) -> PathEvidence | None:
        """That of a run block, of the one that is asked about for ""."""
        return self._of_run(run) if run else self._own

    def value(self, run: str, quantity: str) -> float | None:
        """The value of a quantity, as `core.path.formulas.Values`."""
        evidence = self.evidence(run)
        return None if evidence is None else QUANTITIES[quantity].value(evidence)

    def curve(self, curve: Curve) -> Points | None:
        """The points of a curve; None unless its run is over and has a result."""
        history = self._own.history if self._own else None
        return curve.points(history) if self._own and history and self._own.has_result else None
