"""What the Data page says."""

from core.language import message, plural

# The page
TITLE = message("Data")
CHOOSE = message("Choose")
CHOSEN = message("Chosen")
ALSO_CHANGED = message("{title} is chosen. To suit it, the recipe changed in {settings}.")
READY = message(":material/check_circle: on this machine")
MISSING = message(":material/cloud_download: {size:.0f} MB to download")
MISSING_SOME = message(":material/cloud_download: to download")
YOUR_OWN = message(":material/person: your own")
SIZE = message("{count:,} pictures, {height}×{width}, {classes} classes")
SIZE_IN_COLOUR = message("{count:,} pictures, {height}×{width} in colour, {classes} classes")
REACH = message("What others reach")
REACH_ROW = message("{accuracy:.1%} {who} ({source})")
SOURCE = message("Source: [{source}]({url}) · Licence: {licence}")

# Download
NOT_HERE = message(
    "{title} is not on this machine yet. Download it once, or add files you have below."
)
DOWNLOAD = message("Download {title}")
AGAIN = message("Try again")
CANCEL = message("Cancel")
STARTING = message("Looking for it …")
PROGRESS = message("{done:.1f} of {total:.1f} MB · {rate:.1f} MB/s · {seconds:.0f} s left")
PROGRESS_SOON = message("{done:.1f} of {total:.1f} MB · {rate:.1f} MB/s · a moment")
PROGRESS_UNKNOWN = message("{done:.1f} MB · {rate:.1f} MB/s")
CANCELLED = message("The download was cancelled. Nothing of it was kept.")
DOWNLOADED = message("{title} is ready.")

# Files that a visitor has
BOX = message("Add files you have")
BOX_LEAD = message(
    "Drop the files of a dataset, in any layout it is passed around in: IDX, npz, CSV, HDF5, "
    "MATLAB, pickles, Parquet, folders of pictures, archives of these. Or pictures of your own: a "
    "zip with one folder for each class."
)
FILES = message("Files")
FILES_HELP = message(
    "A file may have {megabytes:,} MB. Is yours larger? A part of the pictures is enough for a "
    "lesson: a few hundred of each class. Or ask whoever runs the lab to allow more."
)
PATH = message("Or a file or folder on this computer")
PATH_HELP = message("For files too large to upload. Give the full path; nothing there is changed.")
PATH_PLACEHOLDER = "~/Downloads/fer2013.tar.gz"
LOOK = message("Look inside")
LOOKING = message("Looking inside …")
NAME = message("Name of your dataset")
SIDE = message("Size of the pictures")
AS_IS = message("as it is")
GROUND = message("The drawings are")
GROUNDS = {
    None: message("As they are"),
    "dark": message("Light on dark"),
    "light": message("Dark on light"),
}
COLOUR_ORDER = message("A row of numbers holds")
COLOUR_ORDERS = {
    "planes": message("all red, all green, all blue"),
    "interleaved": message("red, green, blue of each pixel"),
}
SEVERAL_READINGS = message(
    "These files can be read in several ways, and only you know which is meant. Choose one."
)
CLASSES_ARE = message("The classes are")
READING = plural(
    "{count} class: {classes} · from {source}", "{count} classes: {classes} · from {source}"
)
FOUND = message(
    "This is **{title}**: {train:,} training and {test:,} test pictures of "
    "{height}×{width}×{channels}."
)
NOT_COPIED = message(
    "The files could not be looked at ({error}). Usually the disk is full: whoever runs the lab "
    "can make room."
)
LAYOUT = message("Layout: {layout}")
VERIFIED = message("Every pixel and every label is the published one.")
CLASS = message("class")
TRAINING = message("training")
TEST = message("test")
ACCEPT = message("Add it to the lab")
DISCARD = message("Leave it")
ADDED = message("{title} was added.")

# The views
VIEW = message("Look at")
VIEWS = {
    "pictures": message("Pictures"),
    "classes": message("Classes"),
    "averages": message("Averages"),
    "pixels": message("Pixels"),
    "validation": message("Who validates"),
    "oddities": message("Oddities"),
}
ALL_CLASSES = message("all classes")
WHICH = message("Which")
ANOTHER = message("Another handful")
SHAPES = message("Shapes")
SHAPES_HELP = message("Pictures × height × width × channels. The labels are one whole number each.")
NO_PICTURES = message("There are no training pictures of this class.")
NOTICE_PICTURES = message(
    "**What to notice.** To the network a picture is only {count:,} numbers from 0 to {max_value}. "
    "Everything else it must find out."
)
BALANCED = message("All classes are about as frequent:<br>{low:,} to {high:,} training pictures")
UNBALANCED = message(
    "“{rare}” is rare:<br>{low:,} of {total:,} training pictures ({share:.1%});<br>"
    "“{common}” has {high:,}"
)
NOTICE_COUNTS = message(
    "**What to notice.** Always saying “{common}” is right for {share:.1%} of the test pictures. A "
    "network must beat that to have learned anything."
)
AVERAGES = message("The mean picture of each class: what its pictures have in common")
NOTICE_AVERAGES = message(
    "**What to notice.** Where a mean is sharp, the pictures of the class are alike. Where it is a "
    "blur, a single template will not do."
)

# Pixels
SCALING = message("What the network gets")
SCALING_HELP = message(
    "Raw pixels are large numbers, and large inputs make large steps. Try raw pixels once and "
    "watch the first loss on the Train page."
)
SCALINGS = {
    "none": message("raw pixels"),
    "0-1": message("scaled to 0–1"),
    "standardised": message("standardised"),
}
RANGE = message("from {low:.2f} to {high:.2f}, mean {mean:.3f}, deviation {deviation:.3f}")
PIXELS = message("{share:.0%} of all pixels are {value:.2f}; the rest spread over the range")
PIXEL_VALUE = message("value that the network gets")
PIXEL_SHARE = message("share of pixels")
NOTICE_PIXELS = message(
    "**What to notice.** Scaling moves and squeezes the same shape. Nothing is lost; only the size "
    "of the numbers changes."
)

# Oddities
SEARCHING = message("Comparing all pictures …")
CLEAN = message("Nothing odd: no blank picture, no picture twice, none in both training and test.")
BLANK = plural(
    "Blank: {count:,} training picture has one value in all pixels",
    "Blank: {count:,} training pictures have one value in all pixels",
)
BLANK_NOTE = message("They bear a label all the same, so the network must guess.")
COPIES = plural(
    "Twice: {count:,} training picture is an exact copy of another one",
    "Twice: {count:,} training pictures are exact copies of another one",
)
CONTRADICTIONS = plural(
    "Contradicting: {count:,} group of identical pictures bears different labels",
    "Contradicting: {count:,} groups of identical pictures bear different labels",
)
CONTRADICTIONS_NOTE = message("Nobody can be right about both.")
LEAKED = plural(
    "In both: {count:,} of {total:,} test pictures ({share:.1%}) is also a training one",
    "In both: {count:,} of {total:,} test pictures ({share:.1%}) are also training ones",
)
LEAKED_NOTE = message("On these the network is not tested, it is asked what it has seen.")

# Who validates
IMAGES = message("Training pictures to use")
IMAGES_HELP = message("Fewer pictures train faster and teach less. Try 1,000 and compare.")
VALIDATE_ON = message("Who validates")
VALIDATE_HELP = message(
    "Validation shows how the network does on pictures it did not practise on. Try the training "
    "set itself once, and see what the curves can no longer tell."
)
WHO = {
    "split": message("a part of the training set"),
    "test": message("the test set"),
    "train": message("the training set itself"),
}
FRACTION = message("Share kept aside")
FRACTION_HELP = message("Too small, and validation jumps about; too large, and little is left.")
MISTAKES = {
    "test": message(
        "The homework did this on MNIST. Choosing by the test set wears it out: its figure no "
        "longer says how the network does on new pictures."
    ),
    "train": message(
        "The homework did this on FER-2013. The network is asked what it practised, so learning by "
        "heart looks like understanding."
    ),
}
GOOD_SPLIT = plural(
    "{count:,} picture is kept aside at random, every class in its proportion. The network never "
    "practises on it.",
    "{count:,} pictures are kept aside at random, every class in its proportion. The network never "
    "practises on them.",
)
FEW_SPLIT = plural(
    "{count:,} picture is kept aside at random, of {present} of the {classes} classes: too few to "
    "say how well each class is read.",
    "{count:,} pictures are kept aside at random, of {present} of the {classes} classes: too few "
    "to say how well each class is read.",
)
FEW_A_CLASS = plural(
    "{count:,} picture is kept aside at random, about {each:.1f} of each class: a single mistake "
    "changes the accuracy by {step:.0%}.",
    "{count:,} pictures are kept aside at random, about {each:.1f} of each class: a single mistake "
    "changes the accuracy by {step:.0%}.",
)
MAP = message(
    "A map of the pictures used, in the order they lie in the file. Above: the class, a colour "
    "each. Below: blue trains, orange validates."
)
THIS = message("This recipe")
TRAP = message("If the file were sorted by class, and the last {fraction:.0%} validated")
TRAP_NOTE = message(
    "Validation would know {present} of {classes} classes, and training would hardly know those. "
    "`model.fit(validation_split=…)` takes the last rows, without shuffling."
)
ALT_THIS = message("{train:,} pictures train and {validation:,} validate")
ALT_TRAP = message("The last {fraction:.0%} of a sorted file hold {present} of {classes} classes")

# One's own dataset
YOURS = message("This dataset is yours")
LICENCE = message("Licence")
LICENCE_HELP = message(
    "Under which terms others may use the pictures, for instance CC BY 4.0. Say also who made them."
)
SHARED = message("Others may see it")
SHARED_HELP = message(
    "Every visitor of this lab then finds it on this page and can train on it. A link to a run of "
    "yours shows its curves to others, but these pictures only if you share them."
)
SAVE = message("Save")
SAVED = message("Saved.")
DELETE = message("Delete …")
DELETE_LEAD = message(
    "The pictures are deleted for good. Runs that were trained on them keep their curves."
)
DELETE_NOW = message("Delete this dataset")
DELETED = message("The dataset is deleted.")
OF_ANOTHER = message("shared by another visitor")
OWN_LICENCE = message("Licence: {licence}")
