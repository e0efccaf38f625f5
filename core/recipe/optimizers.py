"""The optimizers: one entry for each, which the whole lab reads.

The recipe accepts what stands here, the worker builds it, the code writes it, the coach knows a
learning rate to begin with, and the Train page shows the settings that it has.
"""

from typing import NamedTuple

from pydantic import BaseModel


class Optimizer(NamedTuple):
    """An optimizer of Keras, with the settings of `Training` that it takes.

    `usual_rate` is a learning rate that suits small networks on scaled pixels; `settings` are the
    arguments that it takes beside `learning_rate`, by the names that recipe and Keras share.
    """

    keras_class: str
    usual_rate: float
    settings: tuple[str, ...] = ()

    def has(self, setting: str) -> bool:
        """Whether a setting, for instance `momentum`, means anything to this optimizer."""
        return setting in self.settings

    def arguments(self, training: BaseModel) -> dict[str, float]:
        """What Keras's class is called with, by name; `training` is that part of a recipe."""
        return {name: getattr(training, name) for name in ("learning_rate", *self.settings)}

    def code(self, training: BaseModel, rate: str) -> str:
        """What a student types after `keras.optimizers.`; `rate` stands for the learning rate."""
        arguments = {**self.arguments(training), "learning_rate": rate}.items()
        return f"{self.keras_class}({', '.join(f'{name}={value}' for name, value in arguments)})"


OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Optimizer("SGD", 0.05, ("momentum",)),
    "adam": Optimizer("Adam", 0.001),
    "rmsprop": Optimizer("RMSprop", 0.001, ("momentum",)),
    "adamw": Optimizer("AdamW", 0.001, ("weight_decay",)),
    "nadam": Optimizer("Nadam", 0.001),
    "adagrad": Optimizer("Adagrad", 0.05),
}
"""By the names that recipes use, which are Keras's own in small letters."""
