"""The mistakes that a recipe can make with its data on purpose, in words."""

from typing import NamedTuple

from core.language import message


class MistakeInWords(NamedTuple):
    """What a mistake is, in a sentence, and what it means to take it back."""

    what: str
    taken_back: str


MISTAKES: dict[str, MistakeInWords] = {
    "sorted": MistakeInWords(
        message("The pictures that train are sorted by class."),
        message("Leave the pictures in the order of the file"),
    ),
    "last-validate": MistakeInWords(
        message("The pictures are sorted by class, and the last ones validate."),
        message("Keep some pictures of every class aside, chosen at random"),
    ),
    "labels-shuffled": MistakeInWords(
        message("The labels of the pictures that train belong to other pictures."),
        message("Move pictures and labels together"),
    ),
    "unscaled-validation": MistakeInWords(
        message("Only the pictures that train are scaled."),
        message("Scale these pictures as those that train"),
    ),
    "starved-class": MistakeInWords(
        message("Of one class nearly all pictures are left out of training."),
        message("Keep all pictures"),
    ),
    "validation-to-0-1": MistakeInWords(
        message("All pictures but those that train are scaled to 0–1."),
        message("Scale these pictures as those that train"),
    ),
    "integer-labels": MistakeInWords(
        message("The labels are given to the loss as whole numbers, whatever it takes."),
        message("Make one-hot rows of the labels"),
    ),
    "one-hot-labels": MistakeInWords(
        message("The labels are given to the loss as one-hot rows, whatever it takes."),
        message("Leave the labels as whole numbers"),
    ),
    "wide-labels": MistakeInWords(
        message("The one-hot rows of the labels have a column too many."),
        message("Give the rows a column for each class"),
    ),
}
"""By their names in a recipe, but for `none`."""
