"""The mistakes that a recipe can make with its data on purpose, in words."""

from typing import NamedTuple

from core.language import message


class KnownMistake(NamedTuple):
    """What a mistake is called, what it is, in a sentence, and what it means to take it back.

    `is_drawn` says that it depends on the seed of the data which pictures it concerns.
    """

    name: str
    what: str
    taken_back: str
    is_drawn: bool = False


MISTAKES: dict[str, KnownMistake] = {
    "sorted": KnownMistake(
        message("sorted by class"),
        message("The pictures that train are sorted by class."),
        message("Leave the pictures in the order of the file"),
    ),
    "last-validate": KnownMistake(
        message("sorted, the last ones validate"),
        message("The pictures are sorted by class, and the last ones validate."),
        message("Keep some pictures of every class aside, chosen at random"),
    ),
    "labels-shuffled": KnownMistake(
        message("labels of other pictures"),
        message("The labels of the pictures that train belong to other pictures."),
        message("Move pictures and labels together"),
        is_drawn=True,
    ),
    "unscaled-validation": KnownMistake(
        message("only training scaled"),
        message("Only the pictures that train are scaled."),
        message("Scale these pictures as those that train"),
    ),
    "starved-class": KnownMistake(
        message("one class left out"),
        message("Of one class nearly all pictures are left out of training."),
        message("Keep all pictures"),
        is_drawn=True,
    ),
    "validation-to-0-1": KnownMistake(
        message("all but training scaled to 0–1"),
        message("All pictures but those that train are scaled to 0–1."),
        message("Scale these pictures as those that train"),
    ),
    "integer-labels": KnownMistake(
        message("labels as whole numbers"),
        message("The labels are given to the loss as whole numbers, whatever it takes."),
        message("Make one-hot rows of the labels"),
    ),
    "one-hot-labels": KnownMistake(
        message("labels as one-hot rows"),
        message("The labels are given to the loss as one-hot rows, whatever it takes."),
        message("Leave the labels as whole numbers"),
    ),
    "wide-labels": KnownMistake(
        message("labels a column too wide"),
        message("The one-hot rows of the labels have a column too many."),
        message("Give the rows a column for each class"),
    ),
}
"""By their names in a recipe, but for `none`."""
