"""What the Evaluate page says."""

from core.language import message, plural

# The page and the seal of the test set
TITLE = message("Evaluate")
LEAD = message("How good is the network, and what does it get wrong?")
WHICH = message("Measured on")
SETS = {
    "validation": message("validation"),
    "test": message("test"),
    "own": message("my own"),
}
WHICH_HELP = message(
    "The validation pictures may be looked at as often as you like. The test set is "
    "for the end. Your own are the pictures that you kept on the Draw page."
)
SEALED = message(
    "**The test set is sealed.** Whoever looks, changes something and looks again, fits "
    "the network to the test, and the figure no longer says how it does on new pictures. Decide by "
    "the validation figures, then open it once."
)
OPEN = message("Open the test set")
OPEN_HELP = message(
    "The look is written down on this run, with its time. It lasts an hour, or until "
    "the network changes."
)
NEVER = message("Nobody has looked at it with this run.")
LOOKED = plural(
    "Looked at once, on {last}.",
    "Looked at {count:,} times, last on {last}.",
)
ON_TEST = message(
    "This run validates on the test set: it was looked at after every epoch, so there "
    "is no seal left to keep. Keep a part of the training set aside instead (Data, “Who "
    "validates”)."
)
ON_TRAIN = message(
    "This run validates on the pictures that it learned from. These figures say what "
    "it remembers, not how it does on new pictures."
)

# The confusion matrix
NUMBERS = message("Numbers")
NUMBERS_HELP = message(
    "How many pictures, or which share of their true class. Try shares where "
    "classes differ in size: a row then adds up to 100 %."
)
COUNTS = message("counts")
SHARES = message("share of row")
CLICK = message("Click a cell (on a phone, tap it twice) to see its pictures, or choose it here.")
CHOOSE = message("Choose a cell to see its pictures.")
CELL_BOXES = {"true": message("True class"), "said": message("Read as")}
CELL_BOXES_HELP = {
    "true": message("What the pictures are. Try two classes that look alike."),
    "said": message("What the network takes them for. The same class: those it reads right."),
}
CELL = plural(
    "“{name}” read as “{said}”: {count} picture ({share:.1%} of its row)",
    "“{name}” read as “{said}”: {count:,} pictures ({share:.1%} of its row)",
)
NONE = message("No “{name}” is read as “{said}”.")
FIRST = message("The {shown} of which it is most sure.")
CONFUSION_NOTICE = message(
    "**What to notice.** The diagonal is what is read right. A bright cell beside it is "
    "a pair of classes that this network cannot tell apart; look whether you can."
)
TRUE_COLUMN = message("true class")

# The pictures one by one
FROM = message("From picture")
FROM_HELP = message(
    "The number of the first picture shown, counted from 0. Try another one: three "
    "samples prove little."
)
NUMBER = message("picture")
INDEX = message("index in x_{source}")
ONE_BY_ONE_TRUE = message("true class")
TRUE_ROW = message("true, one-hot")
ONE_BY_ONE_SAID = message("read as")
LARGEST = message("largest output")
OUTPUT = message("output {name}")
OUTPUT_ROW = message("output")
RIGHT = message("right?")
YES = message("✓ right")
NO = message("✗ wrong")
ALL_CSV = message("The CSV holds all {count:,} pictures.")
ONE_BY_ONE_NOTICE = message(
    "**What to notice.** The row of the truth has one 1. The network's row is never "
    "quite that; its largest number decides, the rest is doubt."
)

# The predictions

# The reliability diagram
CONFIDENCE = message("probability that the network gives")
RELIABILITY_CHART_ACCURACY = message("share that is right")
IDEAL = message("as sure as right")
SEEN = message("this network")
BIN_HOVER = message("%{customdata:,} pictures: %{x:.1%} sure, %{y:.1%} right")

# Robustness
ROBUSTNESS_LEAD = message(
    "The same pictures with noise, turned, moved, blurred and paled, a little more each "
    "time. Training never showed them so, unless you augmented."
)
MEASURE = message("Make the pictures worse")
MEASURE_HELP = message(
    "Measures {steps} points; a few seconds. Try it with and without augmentation."
)
BUSY = message("Reading worse pictures …")
SAMPLE = message(
    "Measured on {shown:,} of the {count:,} {which} pictures, drawn at random, to stay "
    "quick: each point is good to about ± {margin:.1%}."
)
WHOLE = message("Measured on all {count:,} {which} pictures.")
KIND = message("What it looks like")
KIND_HELP = message(
    "One picture as the network gets it. Try the one that costs most, and judge "
    "whether you could still read it."
)
CAPTION = message("{strength}: {accuracy:.0%}")
ROBUSTNESS_NOTICE = message(
    "**What to notice.** What a network cannot stand is what its training pictures never did, also "
    "where a person would hardly notice a difference; rotation and shift can be added on the "
    "Augment page."
)
KIND_COLUMN = message("what is done")
STRENGTH_COLUMN = message("strength")
ROBUSTNESS_ACCURACY_COLUMN = message("accuracy")
LOW_COLUMN = message("from")
HIGH_COLUMN = message("to")
ROBUSTNESS_COUNT_COLUMN = message("pictures")

# The chart of robustness
COSTS_MOST = message("How much can it stand?<br>{worst} costs most: down to {accuracy:.0%}")
X = message("strength, as a share of the strongest")
Y = message("accuracy")
HOVER = message("{name}, {strength}: {accuracy:.1%} ({low:.1%} to {high:.1%})")
NAMES = {
    "noise": message("noise"),
    "rotation": message("rotation"),
    "shift": message("shift"),
    "blur": message("blur"),
    "contrast": message("contrast"),
}
STRENGTHS = {
    "noise": message("deviation {strength:.0%}"),
    "rotation": message("{strength:g}°"),
    "shift": message("{strength:.0%} of the width"),
    "blur": message("{strength:.0%} of the width"),
    "contrast": message("{strength:.0%} lost"),
}

# Tables
DOWNLOAD = message("Table (.csv)")

# The figures and the views
MEASURED = message("{title}, run `{run}`: {right:,} of {count:,} {which} pictures are read right.")
VIEWS_ACCURACY = message("Accuracy")
ACCURACY_HELP = message(
    "The share that is read right. With so many pictures, the share on all "
    "pictures of this kind lies between {low:.2%} and {high:.2%} (Wilson's interval, 95 %). Try "
    "fewer pictures: the interval grows."
)
INTERVAL = message("95 %: {low:.1%} to {high:.1%}")
BALANCED = message("Balanced accuracy")
BALANCED_HELP = message(
    "The mean of the classes' recalls: every class counts the same, however "
    "small. Far below the accuracy, it says that small classes are read badly."
)
LOSS = message("Loss")
LOSS_HELP = message(
    "The mean cross-entropy a picture, in nats. Always guessing evenly among "
    "{classes} classes gives ln {classes} = {guessing:.2f}."
)
NO_LOSS = message("–")
NO_PROBABILITIES = message(
    "The last layer is no softmax, so the outputs are no probabilities: there "
    "is no loss and no reliability to give. What is read is the class of the largest output."
)
VIEW = message("Look at")
VIEWS = {
    "confusion": message("Confusion"),
    "classes": message("Classes"),
    "mistakes": message("Mistakes"),
    "reliability": message("Reliability"),
    "samples": message("One by one"),
    "robustness": message("Robustness"),
}
CLASS = message("class")
PRECISION = message("precision")
PRECISION_HELP = message("Of the pictures read as this class, the share that is.")
RECALL = message("recall")
RECALL_HELP = message("Of the pictures of this class, the share read as it.")
LOW = message("recall from")
HIGH = message("recall to")
INTERVAL_HELP = message(
    "Where the recall on all such pictures lies (95 %). Wide where pictures are few."
)
F1 = message("F1")
F1_HELP = message("The harmonic mean of precision and recall: low if either is.")
SUPPORT = message("pictures")
MARK = message("small?")
SMALL = message("▲ small")
NOTICE_CLASSES = message("**What to notice.** {sentence}")
WEAKEST = message("“{name}” is read worst: {recall:.1%} of its {support:,} pictures.")
SMALL_CLASS = message("“{name}” ({support:,})")
SMALL_CLASSES = message(
    "Small: {names}. Such a class hardly moves the accuracy, so it does not show "
    "how that class does; its own row does."
)
EVEN = message(
    "No class is small (each has a quarter of the largest one's pictures or more), so "
    "accuracy and balanced accuracy lie close together."
)
NO_MISTAKES = message("There is no mistake.")
SUREST = message("The {shown} mistakes of which it is most sure, of {count:,}")
NOTICE_MISTAKES = message(
    "**What to notice.** Some labels are doubtful, some pictures are not what "
    "training showed. Being sure is not being right."
)
RELIABILITY_TITLE = message("Is it as often right as it is sure?<br>On average {gap:.1%} apart")
RELIABILITY_ALT = message("{size:,} pictures at {confidence:.0%} sure: {accuracy:.0%} right")
NOTICE_RELIABILITY = message(
    "**What to notice.** Below the dashed line the network is too sure of "
    "itself, above it too modest. Train much longer and look again."
)
CONFIDENCE_COLUMN = message("mean probability")
VIEWS_ACCURACY_COLUMN = message("share right")
VIEWS_COUNT_COLUMN = message("pictures")
