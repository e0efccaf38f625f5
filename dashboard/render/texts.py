"""What figures and tables say."""

from core.language import message, plural

# Figures: values in, figure out. No Streamlit here
EPOCH = message("epochs done")
LOSS = message("loss")
ACCURACY = message("accuracy")
MOMENT = message("training, last moments")
TRAINING = message("training, epoch mean")
VALIDATION = message("validation")
TRAINING_BEFORE = message("before: training")
VALIDATION_BEFORE = message("before: validation")
LOG = message("loss (logarithmic)")
GUESSING = message("guessing: ln {classes} = {value:.2f}")
MAJORITY = message("always “{name}”: {share:.0%}")
RATE = message("rate {value:g}")
MOMENTUM = message("momentum {value:g}")
WENT_ON = message("went on after epoch {epoch}")
TRAIN_SET = message("training")
TEST_SET = message("test")
CLASS = message("class")
PICTURES = message("pictures")

# Which classes a network takes for which: the confusion matrix as a figure and in words
RIGHT = message("{share:.1%} of {count:,} {which} pictures read right")
WORST = message("most often: {name} taken for {said}, {times}")
TIMES = plural("once", "{count:,} times")
NONE = message("none is taken for another")
TRUE = message("true class")
SAID = message("read as")
HOVER = message(
    "%{y} read as %{x}: %{customdata[0]:,}, %{customdata[1]:.1%} of its row<extra></extra>"
)

# A look inside a network as pictures and tables: values in, HTML or images out
IS = message("is {name}")
IS_READ = message("is {name}, read as {said}")
READ_RIGHT = message("{right} of {count} watched pictures are read right. ")
ALL_WRONG = message("Wrong: {list}.")
NONE_WRONG = message("None is wrong.")
MISTAKE = message("{name} read as {said}")
TO_WATCH = message("{count} validation pictures: {list}.")
LAYER = message("layer")
GRADIENT = message("gradient")
DEAD = message("dead")
