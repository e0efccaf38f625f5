"""What the views of the Explain page share: one picture on its way through one network."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.datasets import DatasetCard
from core.explain.results import PICTURE, ends_in_softmax, score_layer, sources
from core.layers import Call, Flatten, ledger
from core.recipe import Recipe
from dashboard.explain import queries
from dashboard.explain.picture_address import PictureAddress, Sets
from dashboard.explain.queries import Network


class Explained(NamedTuple):
    """`image` uint8 `(h, w, c)`; `address` and `label` are None for a drawing.

    `inside` is what every layer gives for it, `outputs` what the last one gives.
    """

    network: Network
    sets: Sets
    calls: Sequence[Call]
    image: np.ndarray
    address: PictureAddress | None
    label: int | None
    inside: dict[str, np.ndarray]

    @property
    def card(self) -> DatasetCard:
        return self.sets.dataset.card

    @property
    def outputs(self) -> np.ndarray:
        """float32 `(classes,)`."""
        return self.inside[self.calls[-1].name]

    @property
    def scores(self) -> np.ndarray:
        """What softmax is given, float32 `(classes,)`."""
        return self.inside[score_layer(self.calls)]

    @property
    def says(self) -> int:
        """The class with the largest output."""
        return int(self.outputs.argmax())

    @property
    def gives_probabilities(self) -> bool:
        """Whether the outputs are probabilities."""
        return ends_in_softmax(self.calls)

    def call(self, layer: str) -> Call:
        """A Keras layer by its name."""
        return next(call for call in self.calls if call.name == layer)

    def given(self, layer: str) -> list[np.ndarray]:
        """What a layer is given."""
        return [self.inside[name] for name in sources(self.calls)[layer]]

    def gives_picture_in_a_row(self, layer: str) -> bool:
        """Whether a layer is given the picture itself, laid in one row by Flatten."""
        before = sources(self.calls)
        source = before[layer][0]
        return (
            source != PICTURE
            and isinstance(self.call(source).layer, Flatten)
            and before[source] == (PICTURE,)
        )


def explain(
    network: Network,
    recipe: Recipe,
    sets: Sets,
    image: np.ndarray,
    address: PictureAddress | None = None,
    label: int | None = None,
) -> Explained:
    """Ask the network; raises as `core.explainer.Explainer.inside` does."""
    rows = ledger(recipe.model.layers, sets.dataset.card.shape)
    calls = [call for row in rows for call in row.calls]
    return Explained(network, sets, calls, image, address, label, queries.inside(network, image))
