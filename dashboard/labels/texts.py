"""What the Labels page says."""

from core.language import message

# The batch, the mistakes and the shapes
TITLE = message("Labels")
LEAD = message(
    "A label is one whole number. The loss needs a row of numbers, one a class. "
    "Follow one label there and back."
)
TO_DATA = message("Go to Data")
BATCH = message("A whole batch is a matrix of {rows:,}\u00a0×\u00a0{classes}")
ANOTHER = message("Another batch")
BATCH_LEAD = message(
    "A row a picture, a column a class, one 1 in each row. And back: the place of "
    "the 1 is the label again."
)
FIRST_ROWS = message("The first {shown} rows")
ALL_ROWS = message("All {rows}")
MOST_ROWS = message("The first {shown} of {rows:,}")
BATCH_ALT = message("training picture {index}, label {label}")
BATCH_SUMMARY = message(
    "Shape ({rows}, {classes}): {ones:,} of {cells:,} numbers are 1, the rest 0. "
    "Most frequent in this batch: “{name}”, {most} times."
)
MISTAKES = message("What goes wrong")
MISTAKES_LEAD = message(
    "Choose a mistake. It is made on one label of every class, y = 0, 1, … {last}."
)
MISTAKE = message("Mistake")
MISTAKE_HELP = message("The usual ways to get labels wrong. Try the two where Keras is silent.")
NAMES = {
    "from_one": message("Labels that start at 1"),
    "one_class_more": message("Labels that start at 1, number of classes left out"),
    "one_class_less": message("One class too few"),
    "negative": message("A negative label"),
    "scaled": message("Labels scaled like pixels"),
    "integers_to_categorical": message("Whole numbers to the categorical loss"),
    "one_hot_to_sparse": message("One-hot rows to the sparse loss"),
}
WHY = {
    "from_one": message(
        "Classes are counted from 0, so {classes} classes end at {last}. A label "
        "{classes} would need one more column. Subtract 1."
    ),
    "one_class_more": message(
        "Without the number of classes the largest label decides: {more} "
        "columns, the first one empty. Only `fit` notices, because the network has {classes} "
        "outputs. target is your labels, output is the network's. Subtract 1."
    ),
    "one_class_less": message(
        "There is a label {last}, and {last} columns have no place for it. Say "
        "`num_classes={classes}`: one column for each class."
    ),
    "negative": message(
        "Counted from the end, −1 is the last column: class 0 is taught as class "
        "{last}. Nothing stops, the loss even falls. Look at `y_train.min()` before you encode."
    ),
    "scaled": message(
        "`to_categorical` cuts off the fraction, so that every label below 1 becomes "
        "0: all pictures are taught as class 0. Loss near 0, accuracy 100 %, nothing learned. "
        "Scale the pictures, never the labels."
    ),
    "integers_to_categorical": message(
        "The categorical loss multiplies row by row, and found one "
        "number a picture instead of a row. “Rank” is the number of axes: 1 and 2. Encode the "
        "labels, or use `sparse_categorical_crossentropy`."
    ),
    "one_hot_to_sparse": message(
        "The sparse loss looks a number up, and found a row of {classes}. "
        "Labels must have one axis less than the outputs. Leave the labels as whole "
        "numbers, or use `categorical_crossentropy`."
    ),
}
LAB_SAYS = message("**The lab says** :blue[{sentence}]")
LAB_FINE = message("**The lab says** nothing yet: by themselves these labels are sound.")
LAB_LOSS = message(
    "**The lab** encodes the labels as the loss of the recipe wants them, so this "
    "cannot happen on the Train page."
)
KERAS_STOPS = message("**Keras stops**")
KERAS_GOES_ON = message("**Keras says nothing** and goes on.")
ROWS_MADE = message("What `to_categorical` makes of the labels")
ROWS_WANTED = message("Where the labels would belong")
NO_COLUMN = message("✗ none")
ROWS_WRONG = message("{wrong} of {classes} labels are taught wrong (✗).")
NO_PLACE = message("✗ {wrong} of {classes} labels has no column.")
SHAPES = message("One batch, as the loss receives it")
ANY_SIZE = message("None stands for a batch of any size: the last one is smaller.")
TARGET = message("labels (target)")
OUTPUT = message("network (output)")
LEDGER = message("From file to batch: what has which shape?")
LEDGER_LEAD = message("{title} as the recipe prepares it. **Bold** is what a step changed.")
LEDGER_SUMMARY = message(
    "{train:,} of {pictures:,} pictures train. The pictures take {first} in the "
    "file and {last} as float32. A batch is {shape}, with values from {low} to {high}."
)
FLOAT64 = message("`to_categorical` counts in float64; `fit` makes float32 of it.")

# The curve of the loss
CURVE_TITLE = message("What does it cost to be unsure?")
AXIS = message("probability of the right class")
CURVE_LOSS = message("loss")
GUESSING = message("guessing: 1/{classes}")

# One label
PICTURE = message("Training picture")
PICTURE_HELP = message("The number of a training picture, counted from 0. Try any.")
CLASS = message("Class")
CLASS_HELP = message("What the picture shows. Choose another class to get a picture of it.")
ANOTHER_PICTURE = message("Another picture")
PICTURE_ALT = message("picture {index}, class {name}")
IS = message("The label is {label}")
IS_NAMED = message("The label is {label}, “{name}”")
SOME = message(
    "{shown} of the {classes} classes are shown: the label's, and those with the largest "
    "outputs. In t the others are 0, too."
)
LOSS_WRITTEN = message("loss = −({sum}) = −ln({share}) = {loss}")
BACK = message("Back: p is largest for class {answer} with {share}, so argmax gives {answer}.")
BACK_NAMED = message(
    "Back: p is largest for class {answer} with {share}, so argmax gives {answer}, “{name}”."
)
BACK_TIE = message("Back: all of p is the same, and argmax takes the first, {answer}.")
RIGHT = message("✓ Right.")
WRONG = message("✗ Wrong: the label is {label}.")
SUMMARY = message(
    "One-hot: 1 at class {label}, 0 elsewhere. Output at class {label}: {share}. "
    "Loss: {loss}. Largest output: class {answer}."
)
SLIDER = message("What if the network gave the right class …")
SLIDER_HELP = message(
    "The probability of the right class. Halve it, and halve it again: "
    "the loss grows by 0.693 each time. Try 1 %."
)
CURVE_ALT = message(
    "The loss −ln p falls from 6.9 at p = 0.001 to 0 at p = 1. "
    "This picture: p = {share}, loss {loss}."
)
CATEGORICAL = message("is given the row")
CATEGORICAL_DOES = message("multiplies, adds up")
SPARSE = message("is given the number")
SPARSE_DOES = message("looks up p{index}")
SAME = message("The same number. The sparse one needs no one-hot row.")
NOTICE = message(
    "**What to notice.** The one-hot row lets a single term through. Only the "
    "probability of the right class counts; how the others share the rest does not."
)

# The output
SOURCE = message("Whose output?")
SOURCE_HELP = message(
    "The probabilities that the label is held against. Try both, "
    "then move the slider below and make up your own."
)
SOURCES = {
    "trained": message("Your network"),
    "untrained": message("Untrained"),
    "what-if": message("What if …"),
}
SAYS = {
    "trained": message("p is what your trained network says of this picture."),
    "untrained": message(
        "p is what a network says that has learned nothing: the same to all {classes} classes, "
        "1/{classes}. Its loss is ln {classes} = {loss}."
    ),
    "what-if": message("p is made up: the right class gets {share}, the others share the rest."),
}
STARTING = message("Your network answers as soon as the training service has started.")
NO_PROBABILITIES = message(
    "Your network's outputs are no probabilities: its last layer must be "
    "softmax, and its numbers finite. So an untrained network answers here."
)

# Pictures of labels
LABEL = message("label")
ONE_HOT = message("one-hot")
NETWORK_OUTPUT = message("output")
LOGARITHM = message("logarithm")
TERM = message("term")
LARGEST = message("largest")
MATRIX_ALT = message("{rows} rows of {classes} cells, one blue cell a row")

# The shape ledger
COLUMNS = (
    message("step"),
    message("line"),
    message("array"),
    message("shape"),
    message("dtype"),
    message("min … max"),
    message("memory"),
)
STEPS = {
    "read": message("Read"),
    "channel": message("Add the channel axis"),
    "choose": message("Choose who trains"),
    "scale": message("Scale"),
    "one-hot": message("One-hot"),
    "batch": message("Take a batch"),
}
SIZES = {
    message("{size:.1f} GB"): 1e9,
    message("{size:.1f} MB"): 1e6,
    message("{size:.1f} kB"): 1e3,
}
"""A size in memory, and from how many bytes on it is said so."""
SIZE_IN_BYTES = message("{size} B")
LEDGER_ALT = message("From file to batch: shape, type, range and memory after every step")
