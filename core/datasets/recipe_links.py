"""Pieces of the links that the presets of several datasets have in common."""

MENDED = "data.scaling=0-1&data.validate_on=split"
"""Pixels from 0 to 1, and a part of the training set kept aside to validate."""

ADAM = "training.optimizer=adam&training.learning_rate=0.001"


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
