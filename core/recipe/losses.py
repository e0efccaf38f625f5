"""The losses: one entry for each, which the whole lab reads.

The recipe accepts what stands here; the worker and the code bring the labels into the form that a
loss compares with; lint holds the end of the network against it.
"""

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from core.recipe.recipe import Training

Targets = Literal["one-hot", "integers", "zero-or-one"]


class Loss(NamedTuple):
    """A loss of Keras; its name in `LOSSES` is Keras's name of the function.

    `targets` says what it compares the outputs with: rows that are 1 at the class and 0 elsewhere;
    the labels as they are; or 0 and 1 as the probability of the second of two classes.
    """

    keras_class: str
    targets: Targets
    smooths_labels: bool = False
    """Whether Keras's loss takes `label_smoothing`."""

    @property
    def for_two_classes(self) -> bool:
        """Whether the network ends in a single sigmoid unit, so that there can be two classes."""
        return self.targets == "zero-or-one"

    def outputs(self, num_classes: int) -> int:
        """How many numbers the network gives for each picture."""
        return 1 if self.for_two_classes else num_classes

    def arguments(self, training: "Training") -> dict[str, float]:
        """What Keras's loss is called with beside targets and outputs; nothing where 0."""
        smoothing = training.label_smoothing
        return {"label_smoothing": smoothing} if self.smooths_labels and smoothing else {}


LOSSES: dict[str, Loss] = {
    "categorical_crossentropy": Loss("CategoricalCrossentropy", "one-hot", smooths_labels=True),
    "sparse_categorical_crossentropy": Loss("SparseCategoricalCrossentropy", "integers"),
}


def loss_code(training: "Training") -> str:
    """What a student types after `loss=`."""
    loss = LOSSES[training.loss]
    arguments = loss.arguments(training).items()
    if not arguments:
        return f'"{training.loss}"'
    written = ", ".join(f"{name}={value}" for name, value in arguments)
    return f"keras.losses.{loss.keras_class}({written})"
