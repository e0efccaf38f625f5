"""What the Runs page says."""

from core.language import message, plural

TITLE = message("Runs")
LEAD = message(
    "Every network that you have trained, the newest first, with what you changed since the one "
    "before. Mark two to six of them to compare."
)
VIEW = message("What is shown")
VIEWS = {"runs": message("Runs"), "races": message("Race …")}
EMPTY = message("You have no runs yet. Train a network: it is kept here, with all that it did.")
TO_TRAIN = message("Train a network")
NONE_FOUND = message(
    "None of your {count} runs is like that. Search for less, or clear the filter."
)

# Searching
SEARCH = message("Search")
SEARCH_PLACEHOLDER = message("name, note, dataset, setting …")
SEARCH_HELP = message(
    "Words of the name, the note or the recipe, all of which have to be there. Try adam or dropout."
)
FILTER = message("Filter")
FILTER_HELP = message("Only runs of one dataset, or with certain values of a setting")
DATASET = message("Dataset")
ALL_DATASETS = message("all datasets")
SETTING = message("Setting")
ANY_SETTING = message("any setting")
VALUES = message("Its values")
ORDER = message("Order")
ORDERS = {
    "newest": message("newest first"),
    "oldest": message("oldest first"),
    "best": message("best result first"),
    "quickest": message("shortest training first"),
    "name": message("by name"),
}
FOUND = plural("one run", "{count} runs")

# A row
CHOOSE = message("Mark {name}")
CURVE = message("Validation accuracy from {first:.0%} to {last:.0%}")
NO_CURVE = message("No epoch was completed")
INTERVAL = message("({low:.1%} to {high:.1%})")
NO_RESULT = message("–")
DELTA = message("{points:+.1f} points")
SECONDS = message("{seconds:.1f} s")
MINUTES = message("{minutes:.1f} min")
FIRST_RUN = message("your first run")
SECRET = message("what is special in it is told once its bug is found")
BASELINE = message("baseline")
ON_SCREEN = message("on screen")
UNREADABLE = message("recipe of another version")
UNREADABLE_NAME = message("Run {run}")
STATUS = {
    "queued": message("waiting"),
    "running": message("training"),
    "paused": message("paused"),
    "released": message("paused"),
    "stopped": message("stopped"),
    "failed": message("failed"),
    "interrupted": message("interrupted"),
}
NOTICE = message(
    "The interval beside a result says how well it is known from so many validation pictures. How "
    "much of a difference is the luck of a seed, only other seeds tell."
)

# What can be done with a run
ACTIONS = message("Actions")
ACTION = {
    "open": message("Show on Train"),
    "recipe": message("Put its recipe on screen"),
    "again": message("Train again with another seed"),
    "race": message("Race its recipe …"),
    "edit": message("Name and note"),
    "pin": message("Make it the baseline"),
    "unpin": message("No baseline any longer"),
    "delete": message("Delete"),
}
ACTION_ICONS = {
    "open": ":material/open_in_new:",
    "recipe": ":material/input:",
    "again": ":material/casino:",
    "race": ":material/flag:",
    "edit": ":material/edit:",
    "pin": ":material/keep:",
    "unpin": ":material/keep_off:",
    "delete": ":material/delete:",
}
ON_SCREEN_NOW = message("The recipe of “{name}” is on screen.")
NAME = message("Name")
NAME_HELP = message("Empty, the run is called by what is special in its recipe.")
NOTE = message("Note")
NOTE_HELP = message("What you expected, what came of it, what to try next. In Markdown.")
SAVE = message("Save")
CANCEL = message("Cancel")

# What can be done with several
COMPARE = message("Compare")
COMPARE_HELP = message("Curves, settings and mistakes of two to six marked runs side by side")
DELETE = message("Delete")
DELETE_HELP = message("Deletes the marked runs. For an hour they can be brought back.")
CLEAR = message("Clear the marks")
MARKED = plural("one marked", "{count} marked")
DELETED_ONE = message("“{name}” was deleted. It can be brought back for an hour.")
DELETED = plural(
    "One run was deleted. It can be brought back for an hour.",
    "{count} runs were deleted. They can be brought back for an hour.",
)
DELETED_RUNS = plural("One deleted run", "{count} deleted runs")
DELETED_HELP = message("They are kept for an hour, then they go with all that belongs to them.")
BRING_BACK = message("Bring back {name}")

BRING_RACE_BACK = plural("Bring back a race of one run", "Bring back a race of {count} runs")

# Room
STORAGE = message("Room")
STORAGE_HELP = message("How much room your runs take, and what goes first when there is none left")
TAKEN = message(
    "{runs:,} of at most {most_runs:,} runs. Their networks and snapshots take {megabytes:,.1f} MB "
    "of {most_megabytes:,} MB."
)
GOES_FIRST = message(
    "When there is no more room, the snapshots of your oldest runs go first: networks, curves and "
    "films stay, but they cannot be gone back to an earlier epoch. If that is not enough, the "
    "oldest runs go. Your baseline and your newest run always stay."
)

# Taking away and bringing in
TAKE_AWAY = message("Take away")
TAKE_AWAY_HELP = message("Files with the marked runs, or with all that are shown")
TAKES_MARKED = plural("The marked run", "The {count} marked runs")
TAKES_SHOWN = plural(
    "The run that is shown", "All {count} runs that are shown; mark some for fewer"
)
TAKES_RACE = plural("The race and its run", "The race and its {count} runs")
FORMS = {
    "zip": message("Everything, as a zip"),
    "csv": message("Table, as CSV"),
    "parquet": message("Table for pandas, as Parquet"),
    "mlflow": message("For MLflow"),
    "tensorboard": message("For TensorBoard"),
}
FORM_HELP = {
    "zip": message(
        "Recipes, curves, networks, films, names and notes. A lab can bring it in, and a text in "
        "it says how other programs read it. Runs that still train are left out."
    ),
    "csv": message("A run a row: its settings, and what came of it"),
    "parquet": message("The same with types: `pandas.read_parquet(file)`"),
    "mlflow": message(
        "A folder mlruns. Unpack it, and start where it lies: "
        "`MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri mlruns`"
    ),
    "tensorboard": message("A folder for each run: `tensorboard --logdir FOLDER`"),
}
BRING_IN = message("Bring runs in")
BRING_IN_HELP = message("Runs that were taken away from this lab or another")
BRING_IN_LEAD = message(
    "A zip that a lab has made by “Take away”. The runs in it become yours, under new ids, and "
    "count with the room that you have. Nothing of yours is changed."
)
BUNDLE = message("Zip with runs")
BRINGING_IN = message("Looking inside …")
BROUGHT_IN = plural(
    "One run was brought in. It is marked.", "{count} runs were brought in. They are marked."
)
NO_PICTURES = plural(
    "The pictures of one of them are not here. To measure it or train it again, add them on Data "
    "and bring the run in once more.",
    "The pictures of {count} of them are not here. To measure these or train them again, add the "
    "pictures on Data and bring the runs in once more.",
)
NO_DATASET = plural(
    "The pictures of one of them are not here, and the file does not say by what to know them "
    "again. It can be looked at, but not measured or trained again.",
    "The pictures of {count} of them are not here, and the file does not say by what to know them "
    "again. They can be looked at, but not measured or trained again.",
)
BROUGHT = message("brought in · trained {when} by First Epoch {lab}")
NOT_COPIED = message("The lab cannot write this file ({error}). Whoever runs it can make room.")

# Comparing
COMPARE_TITLE = message("Compare")
BACK = message("All runs")
NOT_ENOUGH = message(
    "Two runs at least are needed to compare, and not all of these are here any more."
)
NAME_AND_ID = message("{name} ({run})")
ACROSS = message("At equal")
ACROSS_NAMES = {
    "epochs": message("epochs"),
    "pictures": message("pictures seen"),
    "seconds": message("seconds"),
}
ACROSS_HELP = message(
    "What the runs have in common at one place of the axis. Try pictures seen where they train "
    "on sets of different sizes, and seconds where one network is larger."
)
STEERED = message(
    "The learning rate or momentum of “{name}” was changed while it trained: its recipe does not "
    "say all of what it did."
)
UNFINISHED = message("“{name}” was not trained to its end, so it has seen less than it could have.")
PAIR = message("“{first}” and “{second}” differ in one thing: {name}.")
TRAIN_BETWEEN = message("Train with {change}")
TRAIN_BETWEEN_HELP = message("Trains the recipe in which only this is changed besides, on Train")
ADD_BETWEEN = message("Add “{name}”")
ADD_BETWEEN_HELP = message("You have trained this already: it is added to the comparison.")
WHAT_DIFFERS = message("What differs")
VALIDATION = message("Validation accuracy")
VALIDATION_LOSS = message("Validation loss")
TEST = message("Test accuracy")
SEALED = message("sealed")
SEALED_NOTE = message(
    "Test figures are shown once the test set is open for each of these runs, on Evaluate."
)
TOOK = message("Training took")
PARAMETERS = message("Parameters")

# Luck
LUCK_TITLE = message("More than luck?")
ONE_RECIPE = message(
    "This is one recipe under other seeds: {band}. So far apart luck alone has put them."
)
OTHER_PICTURES = message(
    "These runs are measured on different pictures, so which is better cannot be told."
)
LUCK_LEAD = message(
    "Each recipe counts with all the seeds that you have trained it to the end with."
)
SEED_MORE = message("Another seed for “{name}”")
SEED_MORE_HELP = message("Trains this recipe with a seed that it has not had yet, on Train")

# Where two disagree
DISAGREE_TITLE = message("Where do they disagree?")
FIRST = message("First run")
SECOND = message("Second run")
WHICH = message("Pictures")
SETS = {"validation": message("validation"), "test": message("test")}
ONLY_ONE_RIGHT = plural(
    "“{name}” alone reads this one right",
    "“{name}” alone reads these {count} right",
)
MANY_ONE_RIGHT = message("“{name}” alone reads {count:,} right; the first {shown} of them")
IS = message("is {name}")
SAYS = message("{name} ({share:.0%})")
PICTURE = message("picture {index} of x_{source}, {name}")
NO_NETWORKS = message("Two of the runs must have a network, measured on the same pictures.")

# Beginning a race
RACES_LEAD = message(
    "A race trains one recipe with several values of a setting or two, all else equal. With more "
    "than one seed it tells the effect from luck."
)
OWN_RACE = message("Race the recipe on screen")
RACED_RECIPE = message("On screen: {name}")
RACED = message("What is raced")
RACED_HELP = message(
    "The setting that differs; all else stays as in the recipe. Seeds alone show how far luck "
    "parts runs of one recipe. Try learning rate."
)
SEEDS = message("seeds alone")
RACED_BESIDE = message("And at once")
RACED_BESIDE_HELP = message(
    "With a second setting each of its values meets each of the first: a grid, shown as a heat "
    "map. Try learning rate with batch size."
)
NO_SECOND = message("nothing else")
RACED_VALUES = message("Values of {name}")
RACED_VALUES_HELP = message("Two to {most}. Choose from these, or type others.")
SEEDS_EACH = message("Seeds of each")
SEEDS_EACH_HELP = message(
    "With one seed each, luck cannot be told from an effect. Try three of each: then it can, "
    "unless the difference is small."
)
CANNOT_BE_RACED = message("The recipe on screen has no values of {name} to race.")
BEGIN_RACE = plural("Begin the race: one run", "Begin the race: {count} runs")
ESTIMATE = plural(
    "One run, about {took} of training.",
    "{count} runs, about {took} of training in all.",
)
NONE_WAITS = message("Nobody waits for a worker now.")
WAITING = plural("One run waits for a worker now.", "{count} runs wait for a worker now.")
READY_RACES = message("Guess first: ready races")
READY_ON = message(
    "A click on the answer that you expect begins the race, on {title}. At its end you read what "
    "usually happens, and in the verdict what happened here."
)

# A race
RACE_TITLE = message("Race: {name}")
RACED_IS = message("Raced on {name}.")
EXPECTED = message("**{question}** Expected: {guess}.")
AS_USUAL = message("**{question}** Expected: {guess}. Usually it is so. {why}")
NOT_AS_USUAL = message("**{question}** Expected: {guess}. Usually: **{usual}**. {why}")
RACE_DONE = plural("{done} of one run is done.", "{done} of {count} runs are done.")
LEFT_OUT = plural(
    "One run does not count: its learning rate, momentum or epochs were changed. Going on with the "
    "race trains it as planned.",
    "{count} runs do not count: their learning rate, momentum or epochs were changed. Going on "
    "with the race trains them as planned.",
)
VERDICT_COMES = message("The verdict comes with the last run.")
STOP_RACE = message("Stop the race")
STOP_RACE_HELP = message("Ends its runs. What is done stays, and the race can go on later.")
GO_ON_WITH_RACE = message("Go on with the race")
GO_ON_WITH_RACE_HELP = message("Trains the runs that did not come to their end, from the start.")
PLACE = message("place")
MEAN = message("mean")
BAND = message("{low:.1%} to {high:.1%}")
SEEDS_DONE = message("n")
RACED_RUNS = message("runs")
GOES_ON = message("…")
OPEN_RUN = message("Show this run on Train, in a new tab")
ALL_RESULTS = message("All results in a table")
CELLS = message("Validation accuracy: which {down} and {across} go together?")
RACE_CHART = message("What does the {name} do to validation accuracy?")
MORE_SEEDS = plural("One seed more of each", "{count} seeds more of each")
SEEDS_MORE = plural("One seed more", "{count} seeds more")
MORE_SEEDS_HELP = message("More seeds tell better whether a difference is more than luck.")

# A race in the list of runs
RACE = message("race")
OPEN_RACE = message("Open the race")
UNFOLD = plural("Show its run", "Show its {count} runs")
FOLD = message("Hide its runs")
RACE_OF = plural("{name} · one run", "{name} · {count} runs")
DELETE_RACE = message("Delete the race")
DELETE_RACE_HELP = message(
    "Deletes the race with all its runs. It can be brought back for an hour."
)
RACE_IS_DELETED = message("This race was deleted, with its runs.")
RACE_BACK = message("Bring it back")
RACE_DELETED = message("The race was deleted with its runs. It can be brought back for an hour.")
