"""Faults of the training: its steps, its batches, its loss."""

from core.bugs import planting
from core.bugs.checks import fewer_mistakes, takes_many_steps
from core.bugs.fault import Fault
from core.language import message

OF_TRAINING = (
    Fault(
        "rate-too-high",
        planting.rate_too_high,
        checks=(fewer_mistakes(0.3),),
        resembles=("unscaled-pixels", "zero-weights", "labels-shuffled", "relu-output"),
        hints=(
            message("Compare the loss before the first step with that after the first epoch."),
            message("Training made it worse than not training. What decides how long a step is?"),
            message("Compare the numbers in the line of the optimizer with usual ones."),
        ),
        why=message(
            "A step leaps over the valley and lands higher on the other side, and the next one "
            "leaps from there. The network ends worse than it began."
        ),
    ),
    Fault(
        "rate-too-low",
        planting.rate_too_low,
        checks=(fewer_mistakes(0.3),),
        resembles=("zero-weights", "labels-shuffled", "too-short", "softmax-inside"),
        hints=(
            message("How far has the loss fallen, in percent of what it was?"),
            message("The gradients are not small, and yet the weights hardly move. Why?"),
            message("Compare the numbers in the line of the optimizer with usual ones."),
        ),
        why=message(
            "The direction of each step is right, and the step is a thousandth of what it should "
            "be. At this pace it would take thousands of epochs."
        ),
    ),
    Fault(
        "batch-too-large",
        planting.batch_too_large,
        checks=(takes_many_steps, fewer_mistakes(0.5)),
        resembles=("rate-too-low", "too-short", "too-small", "softmax-inside"),
        hints=(
            message("How many steps does the network take in an epoch, and in all?"),
            message("The weights change once a batch. How many batches do these pictures fill?"),
            message("Compare the size of a batch with the number of pictures that train."),
        ),
        why=message(
            "All pictures fit into one batch, so an epoch is a single step. However many pictures "
            "a step looks at, it is no longer than another."
        ),
    ),
    Fault(
        "label-form",
        planting.label_form,
        checks=(),
        resembles=("wrong-classes", "lost-flatten", "poolings", "linear-output"),
        hints=(
            message("Read the error message: which two shapes does it name?"),
            message("One of the shapes is that of the outputs. What is the other one?"),
            message("Compare what the code makes of the labels with what the loss takes."),
        ),
        why=message(
            "categorical_crossentropy compares rows with rows, so it takes one-hot labels; "
            "sparse_categorical_crossentropy takes whole numbers. The shapes in the message tell "
            "which of the two the labels are."
        ),
    ),
)
