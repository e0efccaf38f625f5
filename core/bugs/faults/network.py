"""Faults of the network: its activations, its first weights, its shapes."""

from core.bugs import planting
from core.bugs.checks import fewer_mistakes, starts_at_guessing
from core.bugs.fault import Fault
from core.language import message

OF_NETWORK = (
    Fault(
        "softmax-inside",
        planting.softmax_inside,
        checks=(fewer_mistakes(0.4),),
        resembles=("rate-too-low", "too-small", "too-short", "zero-weights"),
        hints=(
            message("It learns, but slowly. Look at the gradient of each layer."),
            message("The last layer receives shares that add up to 1. Which layer makes them?"),
            message("Read the activations of the network from top to bottom."),
        ),
        why=message(
            "Softmax makes shares of the hidden numbers: most of them become nearly 0, and little "
            "of the gradient comes through. It belongs at the end; inside stands relu."
        ),
    ),
    Fault(
        "relu-output",
        planting.relu_output,
        checks=(starts_at_guessing, fewer_mistakes(0.3)),
        resembles=("linear-output", "zero-weights", "rate-too-high", "labels-shuffled"),
        hints=(
            message("Look at the outputs for a single picture, and add them up."),
            message("Probabilities are never all 0. What cuts these numbers off?"),
            message("Read the last line of the network."),
        ),
        why=message(
            "An output that relu has set to 0 has no gradient, so it can never rise again: a class "
            "that is 0 for its own pictures is lost. Softmax keeps all of them alive."
        ),
    ),
    Fault(
        "linear-output",
        planting.linear_output,
        checks=(starts_at_guessing, fewer_mistakes(0.3)),
        resembles=("relu-output", "unscaled-pixels", "rate-too-high", "too-small"),
        hints=(
            message("Look at the outputs for a single picture, and add them up."),
            message("Can a probability be below 0? What makes probabilities of such numbers?"),
            message("Read the last lines of the network: what comes after the last Dense layer?"),
        ),
        why=message(
            "The loss takes the outputs for probabilities. Without softmax they are any numbers, "
            "and those below 0 count as 0, without a gradient."
        ),
    ),
    Fault(
        "zero-weights",
        planting.zero_weights,
        checks=(fewer_mistakes(0.3),),
        resembles=("rate-too-low", "labels-shuffled", "relu-output", "rate-too-high"),
        hints=(
            message("The loss stands still at ln K. Look at the gradient of each layer."),
            message("A gradient of exactly 0 is no small step, it is none. What makes it 0?"),
            message("Read how the first weights of each layer are drawn."),
        ),
        why=message(
            "With all weights at 0 every unit gives 0, relu passes no gradient back, and the layer "
            "never moves. Nothing of the picture comes through it, so the network learns no more "
            "than how often each class comes."
        ),
    ),
    Fault(
        "poolings",
        planting.poolings,
        checks=(),
        resembles=("lost-flatten", "wrong-classes", "label-form", "batch-too-large"),
        hints=(
            message("Read the error message: which layer does it name, and which sizes?"),
            message("Follow height and width from layer to layer."),
            message("How often can the side of this picture be halved?"),
        ),
        why=message(
            "Each pooling divides height and width. Where a picture has become smaller than the "
            "window of the next pooling, there is nothing left to take the largest number of."
        ),
    ),
)
