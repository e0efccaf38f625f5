"""What the Start page says."""

from core.language import message

LEAD = message(
    "A neural network learns from examples. Watch one learn to read handwritten digits, then draw "
    "a digit for it."
)
ACTION = message("Train a first network now")
ACTION_HELP = message("About five seconds on 1,437 small digits. You will see it learn.")
EXAMPLES = message("These are eight of the pictures that it learns from.")
CAPTION = message("label {label}")
PATH = message("The way through the lab")
