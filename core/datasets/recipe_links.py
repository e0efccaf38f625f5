"""Pieces of the links that the presets of several datasets have in common."""

MENDED = "data.scaling=0-1&data.validate_on=split"
"""Pixels from 0 to 1, and a part of the training set kept aside to validate."""

ADAM = "training.optimizer=adam&training.learning_rate=0.001"


WELL_TRAINED = (
    "data.scaling=standardised&data.validate_on=split&data.validation_fraction=0.1"
    "&training.optimizer=adam&training.learning_rate=0.003&training.schedule=cosine"
    "&training.batch_size=128"
)
"""For `normalised_cnn`: long steps at first, which BatchNormalization can bear, and short ones at
the end; and more pictures to train with."""


def mlp(num_classes: int) -> str:
    """One hidden layer of 128 units."""
    return f"model.layers=flatten,dense:128,relu,dense:{num_classes},softmax"


def deeper_mlp(num_classes: int) -> str:
    """Two hidden layers, of 256 and 128 units."""
    return f"model.layers=flatten,dense:256,relu,dense:128,relu,dense:{num_classes},softmax"


def small_cnn(num_classes: int) -> str:
    """Three convolutions of 32, 64 and 64 filters, and a hidden layer of 64 units."""
    return (
        "model.layers=conv2d:32:3,relu,maxpooling2d,conv2d:64:3,relu,maxpooling2d,"
        f"conv2d:64:3,relu,flatten,dense:64,relu,dense:{num_classes},softmax"
    )


def normalised_cnn(num_classes: int, *blocks: tuple[int, ...]) -> str:
    """Blocks of convolutions with so many filters, each with BatchNormalization; no hidden layer.

    The last convolution of a block is pooled, and before it is normalised: a quarter of the
    numbers, which takes a quarter of the time.
    """
    layers = []
    for block in blocks:
        for filters in block:
            layers.append(f"conv2d:{filters}:3:padding=same:use_bias=false")
            layers.append("batchnormalization:momentum=0.9,relu")
        layers.insert(-1, "maxpooling2d")
    return f"model.layers={','.join(layers)},flatten,dropout:0.4,dense:{num_classes},softmax"
