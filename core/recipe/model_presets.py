"""Ready networks for pictures of any size and any number of classes, and the homework's own."""

from core.datasets import DatasetCard
from core.recipe.recipe import Model

_BLOCK = "conv2d:{0}:3:padding=same,relu,conv2d:{0}:3:padding=same,relu,maxpooling2d"
_NORMALISED = "conv2d:{0}:3:padding=same:use_bias=false,batchnormalization,relu,maxpooling2d"

MODEL_PRESETS: dict[str, str] = {
    "mlp": "flatten,dense:128,relu,dense:{classes},softmax",
    "deeper-mlp": "flatten,dense:256,relu,dense:128,relu,dense:64,relu,dense:{classes},softmax",
    "small-cnn": "conv2d:32:3:padding=same,relu,maxpooling2d,conv2d:64:3:padding=same,relu,"
    "maxpooling2d,flatten,dense:64,relu,dense:{classes},softmax",
    "vgg-like": f"{_BLOCK.format(32)},{_BLOCK.format(64)},{_BLOCK.format(128)},"
    "flatten,dense:128,relu,dropout:0.5,dense:{classes},softmax",
    "batch-normalised-cnn": f"{_NORMALISED.format(32)},{_NORMALISED.format(64)},"
    "flatten,dense:64,relu,dense:{classes},softmax",
    "residual-cnn": "conv2d:32:3:padding=same,relu,residual:32,maxpooling2d,residual:64,"
    "globalaveragepooling2d,dense:{classes},softmax",
}
"""The layers of ready networks, with `{classes}` for the number of classes."""


def model_preset(name: str, num_classes: int) -> Model:
    """The ready network of this name for so many classes; in the form that can say it."""
    model = Model(layers=MODEL_PRESETS[name].format(classes=num_classes))
    if any(layer.only_functional for layer in model.layers):
        return Model(style="functional", layers=model.layers)
    return model


HOMEWORK_CARD = DatasetCard(
    name="homework-50x50",
    title="Homework 50×50",
    classes=("0", "1", "2", "3", "4"),
    shape=(50, 50, 1),
    train_counts=(0,) * 5,
    test_counts=(0,) * 5,
    task="The pictures of the homework's exercise on two ways to say one network: none exist.",
)
"""The shape and the classes of the homework's exercise, to show its network; it has no pictures."""

HOMEWORK_MODEL = model_preset("mlp", HOMEWORK_CARD.num_classes)
"""The homework's network for `HOMEWORK_CARD`: 320,128 + 645 = 320,773 parameters."""
