"""A network as it is looked through for mistakes, and what a mistake is."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.datasets import DatasetCard
from core.layers import Activation, Flatten, Layer, LayerError, Shape
from core.recipe import MAX_LAYERS, Model
from core.recipe.losses import LOSSES

SOFTMAX = Activation(activation="softmax")
SIGMOID = Activation(activation="sigmoid")


@dataclass(frozen=True)
class NetworkMistake:
    """A mistake of a network.

    `index` is the guilty layer (from 0), `sentence` says what is wrong and why. `repair` is the
    network without this mistake, None where no single change mends it, and `label` what to write
    on its button. A network with a `fatal` mistake cannot be trained; the others train badly.
    """

    index: int
    sentence: str
    label: str
    repair: Model | None
    fatal: bool = False


class Network:
    """A network with what each layer receives; a layer that does not fit is passed over."""

    def __init__(self, model: Model, card: DatasetCard, loss: str):
        """`loss` says, with the number of classes, how the network must end."""
        single_unit = LOSSES[loss].for_two_classes and LOSSES[loss].suits(card.num_classes)
        self.units = 1 if single_unit else card.num_classes
        """How many numbers the network must give for each picture."""
        self.output_activation = SIGMOID if single_unit else SOFTMAX
        """The activation that makes them probabilities."""
        self.model, self.loss = model, loss
        self.layers = model.layers
        self.card = card
        self.input_shapes: list[Shape] = []
        self.misfits: dict[int, LayerError] = {}
        self.parameter_counts: list[int] = []
        self.output_shape: Shape = card.shape
        for index, layer in enumerate(model.layers):
            self.input_shapes.append(self.output_shape)
            try:
                shape = layer.output_shape(self.output_shape)
            except LayerError as error:
                self.misfits[index] = error
                self.parameter_counts.append(0)
            else:
                self.parameter_counts.append(layer.parameter_count(self.output_shape))
                self.output_shape = shape
        self.deciding = max(
            (
                index
                for index, layer in enumerate(self.layers)
                if index not in self.misfits and not (layer.belongs_to_previous or layer.flattens)
            ),
            default=-1,
        )
        """The layer that decides on the number of outputs; -1 if there is none."""
        self.answer = next(
            (
                index
                for index in range(self.deciding + 1, len(self.layers))
                if self.layers[index] == self.output_activation
            ),
            None,
        )
        """The activation that makes the outputs probabilities, by its place; None without it."""

    def mended(self, layers: Sequence[Layer]) -> Model | None:
        """The same with other layers; None if these are too many."""
        if len(layers) > MAX_LAYERS:
            return None
        return self._with(layers)

    def without(self, index: int) -> Model:
        """The same without a layer."""
        return self._with(self.layers[:index] + self.layers[index + 1 :])

    def _with(self, layers: Sequence[Layer]) -> Model:
        return Model(style=self.model.style, layers=tuple(layers) or (Flatten(),))

    def replacing(self, index: int, *layers: Layer) -> Model | None:
        """The same with other layers in place of one; None if these are too many."""
        return self.mended((*self.layers[:index], *layers, *self.layers[index + 1 :]))
