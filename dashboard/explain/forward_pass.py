"""What the views of the Explain page share: one picture on its way through one network."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.datasets import DatasetCard
from core.explain.layer_graph import (
    PICTURE,
    gives_probabilities,
    outputs_of_classes,
    score_layer,
    scores_of_classes,
    sources,
)
from core.layers import Call, ledger
from core.recipe import Recipe
from dashboard.explain import queries
from dashboard.explain.picture_address import PictureAddress, RunPictures
from dashboard.explain.picture_choice import ChosenPicture
from dashboard.explain.queries import NetworkVersion


class ForwardPass(NamedTuple):
    """`image` uint8 `(h, w, c)`; `address` and `label` are None for a drawing.

    `activations` is what every layer gives for it, float32 without a batch axis, by name.
    """

    network: NetworkVersion
    pictures: RunPictures
    calls: Sequence[Call]
    image: np.ndarray
    address: PictureAddress | None
    label: int | None
    activations: dict[str, np.ndarray]

    @property
    def card(self) -> DatasetCard:
        """The card of the run's dataset."""
        return self.pictures.dataset.card

    @property
    def outputs(self) -> np.ndarray:
        """One output for each class, float32 `(classes,)`."""
        return outputs_of_classes(self.activations[self.calls[-1].name])

    @property
    def scores(self) -> np.ndarray:
        """One score (logit) for each class, float32 `(classes,)`."""
        return scores_of_classes(self.activations[score_layer(self.calls)])

    @property
    def prediction(self) -> int:
        """The class with the largest output."""
        return int(self.outputs.argmax())

    @property
    def gives_probabilities(self) -> bool:
        """Whether the outputs are probabilities."""
        return gives_probabilities(self.calls)

    def call(self, layer: str) -> Call:
        """A Keras layer by its name."""
        return next(call for call in self.calls if call.name == layer)

    def inputs_of(self, layer: str) -> list[np.ndarray]:
        """What a layer is given: one array, of Add several."""
        return [self.activations[name] for name in sources(self.calls)[layer]]

    def is_given_pixels(self, layer: str) -> bool:
        """Whether a layer is given the picture itself, laid in one row by Flatten."""
        before = sources(self.calls)
        source = before[layer][0]
        return (
            source != PICTURE and self.call(source).layer.flattens and before[source] == (PICTURE,)
        )


def forward_pass(
    network: NetworkVersion, recipe: Recipe, pictures: RunPictures, chosen: ChosenPicture
) -> ForwardPass:
    """Send the chosen picture through the network; raises as `core.engine.Engine.ask` does."""
    rows = ledger(recipe.model.layers, pictures.dataset.card.shape)
    calls = [call for row in rows for call in row.calls]
    activations = queries.ask(network, "forward_pass", chosen.image)
    return ForwardPass(network, pictures, calls, *chosen, activations)
