"""The mistakes that a recipe can make with its data on purpose, in words."""

from typing import NamedTuple

from core.language import message


class MistakeInWords(NamedTuple):
    """What a mistake is called, what it is, in a sentence, and what it means to take it back."""

    name: str
    what: str
    taken_back: str


MISTAKES: dict[str, MistakeInWords] = {
    "sorted": MistakeInWords(
        message("sorted by class"),
        message("The pictures that train are sorted by class."),
        message("Leave the pictures in the order of the file"),
    ),
    "last-validate": MistakeInWords(
        message("sorted, the last ones validate"),
        message("The pictures are sorted by class, and the last ones validate."),
        message("Keep some pictures of every class aside, chosen at random"),
    ),
    "labels-shuffled": MistakeInWords(
        message("labels of other pictures"),
        message("The labels of the pictures that train belong to other pictures."),
        message("Move pictures and labels together"),
    ),
    "unscaled-validation": MistakeInWords(
        message("only training scaled"),
        message("Only the pictures that train are scaled."),
        message("Scale these pictures as those that train"),
    ),
    "starved-class": MistakeInWords(
        message("one class left out"),
        message("Of one class nearly all pictures are left out of training."),
        message("Keep all pictures"),
    ),
    "integer-labels": MistakeInWords(
        message("labels as whole numbers"),
        message("The labels are given to the loss as whole numbers, whatever it takes."),
        message("Make one-hot rows of the labels"),
    ),
    "one-hot-labels": MistakeInWords(
        message("labels as one-hot rows"),
        message("The labels are given to the loss as one-hot rows, whatever it takes."),
        message("Leave the labels as whole numbers"),
    ),
}
"""By their names in a recipe, but for `none`."""
