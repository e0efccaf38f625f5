"""What the Train page says."""

from core.language import message

# The knobs of the loss
LOSS = message("Loss")
LOSS_HELP = message(
    "What the network is to make small. The first two differ only in how the labels are written; "
    "binary_crossentropy is for two classes and a network that ends in one sigmoid unit. Try the "
    "sparse one: the curves stay the same."
)
LABEL_SMOOTHING = message("Label smoothing")
LABEL_SMOOTHING_HELP = message(
    "How much of each target is shared out among all classes, so that the network need not be "
    "entirely sure. Try 0.1: the loss no longer falls to 0, the accuracy hardly changes."
)
FIXED = message("A run keeps it to its end: stop the run to change it.")
