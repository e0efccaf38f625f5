"""What the lab says on all pages."""

from core.language import message, plural

# Navigation
BRAND = "First Epoch"  # a name: the same in every language
NUMBERED = message("{number} {title}")
NEXT = message("Next: {title}")
COURSE = message("The course")
EXPERIMENTS = message("Experiments")
LESSONS = message("Lessons")
TO_CHAPTER = message("To the chapter")

# The address, and what is on screen
NO_RUN = message("The run in the address was not found here, so it was left out.")
RUN_GONE = message(
    "The run that was on screen is not stored any more: the oldest runs make room for new ones."
)
NO_DATASET = message("There is no dataset “{name}” here, so the digits were chosen instead.")
OUT_OF_BOUNDS = message("{name} = {value} was refused: it is outside its bounds.")

# The last resort
UNFORESEEN = message(
    "Something went wrong that nobody foresaw, so this part of the page is missing. Your runs and "
    "datasets are safe."
)
RELOAD = message("Load this page again")
BEGIN_ANEW = message("Begin with the first recipe")
REPORT = message("Does it happen again? Copy this report, and show it to those who run the lab:")

# Uploads
NOT_TAKEN = plural(
    "“{file}” was not taken. {reason}",
    "{count:,} files were not taken, “{file}” among them. {reason}",
)

# Undo
UNDO = message("Undo")
UNDO_HELP = message("Takes back the last change of the recipe: {settings}.")
NOTHING_TO_UNDO = message("Takes back the last change of the recipe. Nothing was changed yet.")

# The recipe card
RECIPE = message("Recipe")
DATA = message("Data")
MODEL = message("Model")
AUGMENTATION = message("Augmentation")
TRAINING = message("Training")
ALL_PICTURES = plural("{count} picture", "all {count:,} pictures")
SOME_PICTURES = message("{count:,} of {all:,} pictures")
SCALING = {
    "none": message("raw pixels"),
    "0-1": message("scaled to 0–1"),
    "standardised": message("standardised"),
}
VALIDATE_ON = {
    "test": message("validated on the test set"),
    "split": message("{fraction:.0%} kept aside to validate"),
    "train": message("validated on the training set"),
}
AUGMENTATION_PARTS = {
    "rotation_range": message("turned by up to {value:g}°"),
    "width_shift_range": message("moved by up to {value:.0%} across"),
    "height_shift_range": message("{value:.0%} up or down"),
    "shear_range": message("slanted by up to {value:g}°"),
    "zoom_range": message("zoomed by up to {value:.0%}"),
    "horizontal_flip": message("mirrored"),
    "vertical_flip": message("upside down"),
    "brightness_range": message("light × {value[0]:g}–{value[1]:g}"),
    "channel_shift_range": message("± {value:g} levels"),
}
PARAMETERS = plural("{count:,} parameter", "{count:,} parameters")
LEARNING_RATE = message("learning rate {rate:g}")
COSINE = message("cosine decay")
BATCHES = message("batches of {size:,}")
EPOCHS = plural("{count:,} epoch", "{count:,} epochs")
MOMENTUM = message("momentum {momentum:g}")
SHARE = message("Share")
SHARE_HELP = message("A link that opens the lab with this recipe")
SHARE_HOW = message(
    "Send this link: it opens this page with just this recipe. You can edit it by hand."
)

# Taking home and bringing in
EXPORT = message("Take home")
EXPORT_HELP = message("The recipe as a script, a notebook or a file")
SCRIPT = message("Script (.py)")
NOTEBOOK = message("Notebook (.ipynb)")
RECIPE_FILE = message("Recipe (.json)")
DATASET_FILE = message("Your dataset (.npz)")
PLAIN_KERAS = message("Plain Keras, nothing of this lab in it: run it anywhere.")
IMPORT = message("Bring in")
IMPORT_HELP = message("A recipe from a link or a file")
LINK = message("Paste a link")
LINK_PLACEHOLDER = "?data.dataset=mnist&training.epochs=10"
FILE = message("Or a recipe file")
SAME_RECIPE = message("It is the recipe that you have.")
WOULD_CHANGE = message("It would change:")
CHANGE = message("`{setting}`: {before} → **{after}**")
TAKE_RECIPE = message("Take this recipe")
TAKEN = message("The recipe that you brought in is on screen.")
KERAS_FILE = message("Network (.keras)")
ONNX_FILE = message("Network (.onnx)")
NETWORK_FILES = message(
    "`.keras` is for Keras from 3.10 on, and takes pixels scaled as in the script. `.onnx` is for "
    "programs without Keras, such as ONNX Runtime, and takes the dataset's pictures as they are."
)
HISTORY_FILE = message("History (.csv)")
FILM_PICTURE = message("Film as a picture (.webp, under 1 MB)")
FILM_PAGE = message("Film to play (.html, usually under 1 MB)")

# The code
SHOW_CODE = message("Show the code")
NO_CODE = message("There is no code yet: {reason}")
NOTHING_ON = message("There is nothing to write while everything is off.")
KERAS_LAYERS = message("Keras layers")
GENERATOR = "ImageDataGenerator"  # the name of Keras's class
KERAS_LAYERS_NOTE = message(
    "The way of Keras 3, a batch at a time; the exported script does it so. These layers draw in "
    "nearly the same ranges."
)
GENERATOR_NOTE = message(
    "The classic way, one picture after the other. It is gone from Keras 3 and lives on in "
    "TensorFlow alone; it needs SciPy. In the script it can stand in the place of the other."
)

# The trained run
NO_NETWORK = message("There is no trained network yet. Train one first: it takes a few seconds.")
TO_TRAIN = message("Train a network")
DIVERGED = message(
    "This network gives no numbers any more (NaN): it has diverged. Train again with a smaller "
    "learning rate."
)

# Cards of predictions
ASKING = message("The network reads all pictures …")
SAYS_IS = message("says {said}, is {name}")
ANSWER_PICTURE = message("picture {index} of x_{source}, {name}")
ANSWER_WHY = message("Why does it say that?")
ANSWER_OUTPUT = message("output {value:.3g}")

# A run in the player
GUESSING = message("guessing: ln {classes} = {value:.2f}")
