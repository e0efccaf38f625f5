"""What figures and tables say."""

from core.language import message, plural

# The counts of classes
TRAIN_SET = message("training")
TEST_SET = message("test")
CLASS = message("class")
PICTURES = message("pictures")

# The confusion matrix
RIGHT = message("{share:.1%} of {count:,} {which} pictures read right")
WORST = plural(
    "most often: {name} taken for {said}, once",
    "most often: {name} taken for {said}, {count:,} times",
)
NONE = message("none is taken for another")
TRUE = message("true class")
SAID = message("read as")
RIGHT_AND_WORST = message("{right}, {worst}.")
HOVER = message("%{y} read as %{x}: %{customdata[0]:,}, %{customdata[1]:.1%} of its row")

# The watched pictures and the layers of a probe
IS = message("is {name}")
IS_READ = message("is {name}, read as {said}")
SOME_WRONG = message("{right} of {count} watched pictures are read right. Wrong: {list}.")
NONE_WRONG = message("{right} of {count} watched pictures are read right. None is wrong.")
MISTAKE = message("{name} read as {said}")
LAYER = message("layer")
GRADIENT = message("gradient")
DEAD = message("dead")

# The film
FILM_EPOCH = message("epoch {epoch:.1f} of {epochs}")
FILM_LOSS = message("Loss: {value:.4g} on validation")
FILM_ACCURACY = message("Accuracy: {value:.1%} on validation")
FILM_WATCHED = message("{right} of {count} read right at epoch {epoch:.1f}")
FILM_GUESSING = message("guessing: {value:.2f}")
MAJORITY = message("always “{name}”: {share:.0%}")
PROGRESS = message("training, within the epoch")
TRAINING = message("training, epoch mean")
VALIDATION = message("validation")
