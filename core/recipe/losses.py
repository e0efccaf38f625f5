"""The losses: one entry for each, which the whole lab reads.

The recipe accepts what stands here; the worker and the code bring the labels into the form that a
loss compares with; lint holds the end of the network against it.
"""

from typing import Literal, NamedTuple

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
        """Whether the network ends in a single sigmoid unit, so that there must be two classes."""
        return self.targets == "zero-or-one"

    def takes(self, targets: Targets) -> bool:
        """Whether labels of this form can be compared with the outputs."""
        return (self.targets == "one-hot") == (targets == "one-hot")

    def suits(self, num_classes: int) -> bool:
        """Whether it can tell this many classes apart."""
        return num_classes == 2 or not self.for_two_classes

    def arguments(self, label_smoothing: float) -> dict[str, float]:
        """What Keras's loss is called with beside targets and outputs; nothing where that is 0."""
        if not self.smooths_labels or not label_smoothing:
            return {}
        return {"label_smoothing": label_smoothing}

    def code(self, name: str, label_smoothing: float) -> str:
        """What a student types after `loss=`; `name` is the loss's own in `LOSSES`."""
        arguments = self.arguments(label_smoothing).items()
        if not arguments:
            return f'"{name}"'
        written = ", ".join(f"{argument}={value}" for argument, value in arguments)
        return f"keras.losses.{self.keras_class}({written})"


LOSSES: dict[str, Loss] = {
    "categorical_crossentropy": Loss("CategoricalCrossentropy", "one-hot", smooths_labels=True),
    "sparse_categorical_crossentropy": Loss("SparseCategoricalCrossentropy", "integers"),
    "binary_crossentropy": Loss("BinaryCrossentropy", "zero-or-one", smooths_labels=True),
}
