"""What the page Find the bug says; the cases themselves speak in `core.bugs`."""

from core.language import message, plural

TITLE = message("Find the bug")
LEAD = message(
    "Each case is a program with one mistake planted in it. Run it, look at what comes of it, mark "
    "the line that you suspect, change it, and train again: **the run tells whether you are "
    "right.** The numbers are others each time."
)
SOLVED_OF = message("{solved} of {count} cases solved")
NUMBERED = message("{number} · {title}")
ROW = message("{title} :gray[{told}]")
LEVELS = {
    "easy": message("Easy"),
    "middling": message("Middling"),
    "hard": message("Hard"),
}
SOLVED = message("solved")
TRIES = plural("{count} try", "{count} tries")
HINTS = plural("{count} hint", "{count} hints")
NO_CASE = message("There is no such case: choose one from the list.")

# One case
ALL_CASES = message("All cases")
HOW = message(
    "One mistake is planted in this program. The views beside it are the same for every program "
    "that runs; which of them tells something, you find out."
)
OWN_TITLE = message("A puzzle from a friend")
OWN_STORY = message("Somebody has planted a mistake in this program for you.")
MARK = message("Where is the mistake? Mark a line.")
ONE_OF_THEM = message(
    "Where several lines make the mistake together, each of them counts. Where something is "
    "missing, mark the line after which it is missing."
)
WHOLE_PROGRAM = message("The whole program, with imports and comments")
GUILTY = message("The mistake stands here")

# The answers
NAME_IT = message("What is wrong with the program?")
MARK_FIRST = message("Mark a line, and you can change it here.")
CHANGE_IT = message("Change line {line}")
TRY = message("Train it with this change")
ANSWER_FIRST = message("Mark a line, say what is wrong, and choose a change.")
RUN_FIRST = message("Run the program first, to its end: then the two can be compared.")
HINT = message("**Hint {number}.** {hint}")
TAKE_HINT = plural("A hint ({count} more)", "A hint ({count} more)")
TAKE_HINT_HELP = message("Hints cost nothing. They are counted.")

# The verdict
YOUR_CHANGE = message("Your change")
TRAINING = message("It is training with your change. The run decides.")
SOLVED_IT = message("Found and mended")
NOT_YET = message("This change does not mend it")
GOES_AROUND = message("It is better now, and the mistake is still there")
IN_ANOTHER_LINE = message(
    "Your change gets around the mistake, which stands in another line as before. Find that line."
)
CANNOT_BE_TRAINED = message("With this change it cannot be trained. {reason}")
RUNS_NOW = message("It trains now: at the end it reads {now:.1%} of the validation pictures right.")
BEFORE_AND_NOW = message(
    "Before your change it read {before:.1%} of the validation pictures right, with it {now:.1%}."
)
IF_IT_WERE = message(
    "You named: {title}. If it is that, this can be seen: {sign} Compare it with the run."
)
IT_WAS = message("**{title}.** {why}")
NOT_NAMED = message("You had named another: {title}. {sign}")
NOT_TO_ITS_END = message("One of the two runs did not come to its end, so nothing can be told.")
STEERED = message(
    "One of the two runs was changed while it trained or afterwards, so it does not tell what the "
    "program does. Run the program again, and try your change again."
)
RUN_GONE = message("A run of this puzzle is not stored any more. Try the change again.")
TRY_AGAIN = message("Try another change")
NEXT_CASE = message("Next: {title}")
ANOTHER = message("Another one like it")
ANOTHER_HELP = message("The same case with other numbers")

# What can be seen
VIEWS = (message("Run"), message("One batch"), message("Shapes"), message("New pictures"))
VIEWS_OF_REFUSED = (message("Error message"), message("One batch"), message("Shapes"))
RUN_IT = message("Run this program")
BOTH_RUNS = message("The dashed lines are the program before your change.")
ENDS_WITH_ERROR = message("The program ends before its first step, with this message of Keras:")
FIRST_BATCH = message(
    "The first batch: {shown} of its {count:,} pictures, each with the class that its label says. "
    "As numbers, the pixels lie between {low:.3g} and {high:.3g}."
)
FIRST_LABELS = message("As numbers, its first labels are:")
STEPS = plural("An epoch has {count:,} step.", "An epoch has {count:,} steps.")
ARRAYS = message("What fit is given")
ARRAY_COLUMNS = (
    message("array"),
    message("used to"),
    message("shape"),
    message("type"),
    message("values"),
)
USES = {"train": message("train"), "validate": message("validate")}
LAYERS = message("From layer to layer")
LAYER_COLUMNS = (message("layer"), message("shape of one picture"), message("parameters"))
INPUT = message("the picture")
AFTER_THE_RUN = message("Here stands what the network says of new pictures, once it is trained.")
READ_RIGHT = message(
    "Of {count:,} pictures that neither trained nor validated, **{accuracy:.1%}** are read right."
)
TESTED_RIGHT = message(
    "Of the {count:,} test pictures, which also validate here, **{accuracy:.1%}** are read right."
)
EACH_CLASS = message("Of each class, how many are found?")
OUTPUTS = message("What the network puts out")
OUTPUTS_LEGEND = message(
    "A row a picture, with its class; a column a class. The largest number of a row, in bold, is "
    "the network’s answer. The picture’s own class is underlined."
)
SOME_COLUMNS = message(
    "Of the {count} classes only those of these pictures and of the answers have a column. The sum "
    "is that of all outputs."
)
SUM = message("sum")

# The runs, as they are called on the page Runs
RUN_NAME = message("Find the bug: {title}")
TRY_NAME = message("Find the bug: {title}, try {number}")

# Make your own
MAKE_OWN = message("Make your own")
MAKE_OWN_LEAD = message(
    "Plant a mistake in a program and send a friend the link, from which it cannot be read at a "
    "glance."
)
PLANT_IN = message("Plant it in")
SMALL_ONE = message("a small network for the digits")
ON_SCREEN = message("the recipe on screen: {name}")
FAULT = message("The mistake")
CANNOT_BE_PLANTED = message(
    "No mistake can be planted in this recipe, as it cannot be trained. Mend it on Model first."
)
SEND_LINK = message("Send this link:")
NEEDS_DATASET = message("Your friend needs the dataset {title} in the same lab.")
TRY_OWN = message("Open it myself")
OTHER_VALUES = message("Other numbers")
