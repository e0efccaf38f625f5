"""What the Start page says."""

from core.language import message, plural

# What is on screen
FIRST_TITLE = message("Watch a network learn to read digits")
FIRST_LEAD = message(
    "It knows nothing yet: its weights are random numbers. Train it, and draw a digit meanwhile."
)

RECIPES = {
    "sent": message("You were sent: {title}"),
    "held": message("This link holds: {title}"),
    "own": message("Your recipe: {title}"),
}
"""By where a recipe comes from, as `dashboard.lab.address.origin` says."""
RUN_TITLE = message("A network learns {title}")
LEARNING = message("Draw a digit: it is read with the weights of this very moment.")
LEARNED = message("It reads {accuracy:.1%} of the {which} pictures right. Draw one for it.")
NO_NETWORK = message("This run kept no network. Train it again.")

# What one can do
TRAIN = message("Train it")
TRAIN_HELP = message("About six seconds, on 1,437 small pictures of digits.")
TRAIN_AGAIN = message("Train it again")
DOWNLOAD = message("Get {title} first")
DOWNLOAD_HELP = message("This dataset is not on this machine yet. Come back when it is.")

# The pad
UNTRAINED = message("Nobody reads this yet. Train the network, and it will.")
NOT_DRAWN = message("Nobody draws the pictures of {title}: show it a photo on the Draw page.")

# What just happened
HAPPENED = message("What just happened?")
HAPPENED_DATA = plural(
    "It was shown **{count:,} picture**, each with the right answer, written as {classes} numbers.",
    "It was shown **{count:,} pictures**, each with the right answer, written as {classes} "
    "numbers.",
)
HAPPENED_MODEL = plural(
    "Each picture went through **{count:,} weight** and came out as {classes} probabilities.",
    "Each picture went through **{count:,} weights** and came out as {classes} probabilities.",
)
HAPPENED_TRAIN = plural(
    "After each batch every weight moved a little, so that the error fell: in **{count:,} epoch** "
    "from {before:.0%} right to {after:.0%}.",
    "After each batch every weight moved a little, so that the error fell: in **{count:,} epochs** "
    "from {before:.0%} right to {after:.0%}.",
)

# Where one left off
LAST_RUN = message("**Where you left off:** {words}")
LAST_RUN_DONE = message("{title}, {accuracy:.1%} of the {which} pictures read right.")
LAST_RUN_UNDONE = message("{title}, not one epoch done.")
GO_ON = message("Go on with it")

# Lessons
LESSON = message("Would you like to be led? Begin with the first lesson")
LESSON_HELP = message("A quarter of an hour: you predict, run, compare, and understand why.")

# Questions
QUESTIONS = message("Questions worth a run")
QUESTIONS_NOTE = message(
    "Each changes one thing of the first recipe. Orange is how many validation pictures that run "
    "reads right, from 0 to 100%; dashed is the first recipe."
)
CURVE_END = message(
    "{accuracy:.1%} read right after {epochs} epochs; with the first recipe {first:.1%}"
)
