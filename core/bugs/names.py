"""What faults are called, and how each would show: the names among which a student chooses."""

from typing import NamedTuple

from core.language import message


class FaultName(NamedTuple):
    """A fault in a few words, and what one would see if that was it."""

    title: str
    sign: str


NAMES: dict[str, FaultName] = {
    "unscaled-pixels": FaultName(
        message("The pixels are not scaled"),
        message("The loss before the first step would be far above ln K."),
    ),
    "unscaled-validation": FaultName(
        message("Only the pictures that train are scaled"),
        message(
            "The training loss would fall as usual, and the validation loss would be high from the "
            "first moment on."
        ),
    ),
    "validated-on-training": FaultName(
        message("It validates with the pictures that train"),
        message("Training and validation would agree, and new pictures would be read worse."),
    ),
    "last-validate": FaultName(
        message("The pictures are sorted by class, and the last of them validate"),
        message(
            "Nearly no validation picture would be right, as their classes never trained, while "
            "training goes well."
        ),
    ),
    "not-shuffled": FaultName(
        message("The pictures train class by class"),
        message(
            "Each batch would hold a single class: training would look good, validation far worse, "
            "with some classes hardly ever answered."
        ),
    ),
    "labels-shuffled": FaultName(
        message("The labels belong to other pictures"),
        message("The pictures of a batch and their labels would not agree."),
    ),
    "softmax-inside": FaultName(
        message("A hidden layer ends with softmax"),
        message(
            "The hidden numbers would be shares that add up to 1, and the gradients small: it "
            "would learn, but slowly."
        ),
    ),
    "relu-output": FaultName(
        message("The outputs go through relu"),
        message("The outputs would be 0 or more and not add up to 1."),
    ),
    "linear-output": FaultName(
        message("The network ends without an activation"),
        message("The outputs would not add up to 1, and some would be below 0."),
    ),
    "rate-too-high": FaultName(
        message("The learning rate is too high"),
        message("The loss would leap above that of the untrained network, or stay there."),
    ),
    "rate-too-low": FaultName(
        message("The learning rate is too low"),
        message("Both losses would fall smoothly, but hardly at all."),
    ),
    "zero-weights": FaultName(
        message("A layer begins with all weights at zero"),
        message(
            "The gradients of this layer and of all before it would be exactly 0 from the first "
            "step on."
        ),
    ),
    "flips": FaultName(
        message("The augmentation changes what the pictures mean"),
        message("In a batch there would be mirrored characters with the old labels."),
    ),
    "starved-class": FaultName(
        message("One class has hardly any pictures to learn from"),
        message("The accuracy would look good, and one class of new pictures would be missed."),
    ),
    "poolings": FaultName(
        message("There are more poolings than the picture has room for"),
        message("It would not begin: a layer would be left with a picture that is too small."),
    ),
    "label-form": FaultName(
        message("The labels are not in the form that the loss takes"),
        message("It would not begin: labels and outputs would have other shapes."),
    ),
    "batch-too-large": FaultName(
        message("The batch is larger than the training set"),
        message("An epoch would have a single step."),
    ),
    "overfitting": FaultName(
        message("It learns its pictures by heart"),
        message(
            "The validation loss would fall at first and rise later, while the training loss falls "
            "on."
        ),
    ),
    "too-small": FaultName(
        message("The network is too small"),
        message("Even in training the accuracy would stop rising, far below 100 %."),
    ),
    "too-short": FaultName(
        message("It trains too few epochs"),
        message("Both losses would still fall clearly in the last epoch."),
    ),
    "unlucky-seed": FaultName(
        message("The seed is unlucky"),
        message("With another seed it would be well."),
    ),
    "wrong-classes": FaultName(
        message("The last layer has the wrong number of units"),
        message("It would not begin: there must be one output for each class."),
    ),
    "lost-flatten": FaultName(
        message("A Flatten layer is missing"),
        message("It would not begin: the outputs would still be a picture."),
    ),
}
