"""What the pages Hand in and Check reports say, and the report itself."""

from core.language import Plural, message, plural

TITLE = message("Hand in")
VIEW = message("What is shown")
VIEWS = {"hand-in": message("Hand in"), "check": message("Check reports")}

# Hand in
LEAD = message(
    "What you answered, beside what came of it, as a page that anybody can open, with your runs "
    "and their curves. Take it to your teacher as you would any file."
)
NOTHING_YET = message(
    "There is nothing to hand in yet. Answer a chapter of a path, or find a bug: it is kept here."
)
TO_PATHS = message("To the paths")
TO_BUGS = message("Find a bug")
WORK = message("What is handed in")
WORK_HELP = message("The paths that you have begun, and the bugs that you have looked for.")
NAME = message("Your name")
NAME_HELP = message("As your teacher knows you. The lab asks for no account, and checks no name.")
NUMBER = message("Student number or e-mail address")
NUMBER_HELP = message(
    "Optional. With it a table of grades for Moodle or nbgrader finds you: try what you log in "
    "with there."
)
NEEDS_NAME = message("Type your name, and the report is ready.")
REPORT = message("Report (.html)")
REPORT_HELP = message("One file. It opens from a disk, without the lab and without a network.")
NOTEBOOK = message("Notebook (.ipynb)")
NOTEBOOK_HELP = message(
    "The code of each run in plain Keras, with what the lab recorded when it trained it."
)
RUNS_GO_ALONG = plural("One run goes along.", "{count} runs go along.")
IN_FLIGHT = plural(
    "One run still trains, and is left out.", "{count} runs still train, and are left out."
)
DONE = message("{done} of {of} chapters are done.")
BUGS_SOLVED = message("{done} of {of} bugs are solved.")
BUG_HINTS = plural("One hint was taken.", "{count} hints were taken.")
OPEN_QUESTIONS = plural(
    "One question or task is open. You can hand in all the same.",
    "{count} questions and tasks are open. You can hand in all the same.",
)

# The report
MADE = message("Handed in {when}, from First Epoch {lab}")
CHAPTERS = message("Chapters done")
QUESTIONS = message("Questions answered")
PREDICTIONS = message("Predictions made")
NEAR = message("Predictions that came true")
TASKS = message("Tasks met")
SOLVED = message("Bugs solved")
HINTS = message("Hints taken")
AT_WORK = message("At work, about")
OF = message("{done} of {of}")
SECONDS = message("{seconds:.0f} s")
MINUTES = message("{minutes:.0f} min")
KINDS = {
    "predict": message("Prediction"),
    "run": message("Run"),
    "observe": message("Observation"),
    "explain": message("Explanation"),
    "task": message("Task"),
}
SAID = message("Answer:")
GIVEN = {"run": message("Run:"), "task": message("With the run:")}
WAS = message("It was:")
SAMPLE = message("One way to say it:")
NOT_ANSWERED = message("Not answered.")
MISSING = {"run": message("Not run."), "task": message("Not met.")}
TOLD = message("Not answered: the solution was asked for.")
VERDICTS = {
    ("predict", True): message("✓ It came true."),
    ("predict", False): message("✗ It came otherwise."),
    ("observe", True): message("✓ So it was."),
    ("observe", False): message("✗ It was otherwise."),
    ("explain", True): message("✓ Right."),
    ("explain", False): message("✗ Not right."),
    ("run", True): message("✓ Done."),
    ("run", False): message("✗ Not done."),
    ("task", True): message("✓ Met."),
    ("task", False): message("✗ Not met."),
}
TO_RUN = message("To the run")
DRAWN = message("drawn before the run")
HAPPENED = message("what happened")
DRAWN_TITLE = message("Drawn, and what happened")
DRAWN_ALT = message("The drawn curve goes from {first} to {last}; what happened ended at {really}.")
CASES = message("Find the bug")
CASE_SOLVED = message("✓ Found and mended: the lab has checked the mended run.")
CASE_OPEN = message("Not solved yet.")
CASE_COUNTS = message("hints: {hints} · tries: {tries}")
RUNS = message("Runs")
NO_EPOCH = message("No epoch was completed.")
RESULT = message(
    "{epochs} epochs in {took}: validation accuracy {accuracy:.1%}, validation loss {loss:.3g}"
)
BROUGHT = message("This run was brought into the lab as a file: the lab did not train it.")
AGAIN = message("To train it again, open this link in a lab:")
OMITTED = plural(
    "One older run is left out: a report has no room for it.",
    "{count} older runs are left out: a report has no room for them.",
)
FIGURES = {"loss": message("Loss"), "accuracy": message("Accuracy")}
TRAINING = message("training")
VALIDATION = message("validation")
FIGURE_ALT = message("{figure} by epoch; on validation from {first} to {last}.")
PROOF_TITLE = message("What this page can prove")
PROOF = (
    message(
        "It bears a checksum over all answers, and over the recipe, the events and the network of "
        "each run. If anything in it is changed by hand, “Check reports” says so."
    ),
    message(
        "A checksum does not tell who made a page: anybody can compute one. The lab that made it "
        "also signs it, and knows its own signature again; other labs do not."
    ),
    message(
        "What came of each answer “Check reports” computes again, from the runs that go along. "
        "Whoever doubts a run can have the lab train it again from its recipe, and see whether the "
        "two differ by more than luck."
    ),
)

# Check reports
CHECK_LEAD = message(
    "Drop the reports of a class here: single pages, or a zip with all of them, as Moodle gives "
    "it. They are read and kept for this visit only."
)
FILES = message("Reports")
FILES_HELP = message(
    "HTML files that “Hand in” has made, or archives with them. Try all of a folder."
)
FOLDER = message("A folder on this computer")
FOLDER_HELP = message("Its path, for instance /home/me/hand-ins; folders in it are looked into.")
READ = message("Read the reports")
READING = message("Reading …")
NOT_COPIED = message("The lab cannot read or copy these files ({error}).")
NONE_READ = message("No report was read.")
FOUND = plural("One report", "{count} reports")
REFUSED = plural("One file was not read", "{count} files were not read")
MORE_REFUSED = plural("One more was not read.", "{count} more were not read.")
STUDENT = message("Student")
WORK_COLUMN = message("Handed in")
COLUMNS = {
    "chapters": message("Chapters"),
    "tasks": message("Tasks"),
    "predictions": message("Predictions"),
    "near": message("Near"),
    "cases": message("Bugs"),
    "hints": message("Hints"),
    "time": message("Time"),
    "equal": message("Equal"),
    "computed": message("Computed again"),
    "state": message("File"),
}
COMPUTED: dict[str, str | Plural] = {
    "same": message("the same"),
    "otherwise": plural("one otherwise", "{count} otherwise"),
    "unproven": plural("one not proven", "{count} not proven"),
    "vouched": plural("one only signed", "{count} only signed"),
    "unknown": message("no path to judge by"),
}
COMPUTED_LONG: dict[str, str | Plural] = {
    "same": message("Computed again from its answers and runs, it comes to what the file says."),
    "otherwise": plural(
        "Computed again, one thing comes to something else than the file says. It is told below.",
        "Computed again, {count} things come to something else than the file says. They are told "
        "below.",
    ),
    "unproven": plural(
        "One thing that the file says does not follow from what is in it, and does not count.",
        "{count} things that the file says do not follow from what is in it, and do not count.",
    ),
    "vouched": plural(
        "One thing that the file says does not follow from what is in it. It counts because this "
        "lab has signed the file.",
        "{count} things that the file says do not follow from what is in it. They count because "
        "this lab has signed the file.",
    ),
}
FOUND_CASES = message(
    "Of a bug this means that the mended run is there, trained to its end, and that one change "
    "was made, in a line with the mistake. Whether that mends it, training it again tells."
)
SAYS_VERDICT = message("The file says: {said} Computed again: {found}")
SAYS = {
    "asked": message("The file asks: “{said}”."),
    "given": message("The file tells the answer as “{said}”."),
    "was": message("The file says that it was “{said}”."),
}
SAYS_CURVE = message("The file has another curve.")
UNPROVEN = message("The file says: {said} This does not count. {reason}")
SIGNED_UNPROVEN = message("It was not computed again, but this lab has signed it. {reason}")
NO_VERDICT = message("Neither right nor wrong.")
NOTHING = message("–")
ORDER = message("Order")
ORDERS = {
    "name": message("by name"),
    "made": message("the newest first"),
    "done": message("the most tasks first"),
    "equal": message("the most equal first"),
}
STATES = {
    "signed": message("signed here"),
    "whole": message("not signed here"),
    "page": message("page changed"),
    "changed": message("changed"),
    "unsigned": message("signature wrong"),
}
STATES_LONG = {
    "signed": message("This lab made the page and signed it, and nothing in it was changed since."),
    "whole": message(
        "Its checksums fit, but this lab has not signed it: another one has made it, or somebody "
        "who knows how. If it counts, train a result again."
    ),
    "page": message(
        "The data in it are as they were made, but the page around them is not: what is read "
        "there may differ. A browser that saves a page anew changes it, too. This table shows the "
        "data."
    ),
    "changed": message(
        "The data in it were changed after it was made: the checksums do not fit. What is shown "
        "here is what stands in it now."
    ),
    "unsigned": message(
        "It says that this lab has signed it, but the signature is none of this lab: the data, or "
        "the signature, were changed."
    ),
}
SEVERAL = message(
    "{count} reports bear the number {number}, of {names}. In the tables of grades one that this "
    "lab has signed counts before others, then the one with the most points; a date can be written "
    "by anybody, and plays no part."
)
SAME_NAME = message(
    "{count} reports are by {name}, without a number. Nobody can tell whether that is one student, "
    "so each has a row of its own in the tables of grades."
)
TABLE_NOTE = message(
    "What counts here was computed again, from the answers, recipes and events in each file, or "
    "stands in one that this lab has signed. "
    "*Equal* counts the other students' reports in which all answers, a longer text, a drawn curve "
    "or a run are the same: who works together has equal answers."
)
OPEN_REPORT = message("Open a report")
OPEN_NAME = message("{number}. {name} · {title}")
EQUAL = {
    "answers": plural(
        "All answers are equal to those of one other:",
        "All answers are equal to those of {count} others:",
    ),
    "texts": plural(
        "A text or a drawn curve is equal to that of one other:",
        "A text or a drawn curve is equal to that of {count} others:",
    ),
    "runs": plural(
        "A run is the very run of one other, with the same times:",
        "A run is the very run of {count} others, with the same times:",
    ),
}
CURVE = message("Validation accuracy from {first:.0%} to {last:.0%}")
FACT = message("{name}: {value}")
RUN_OF = message("{student} · {run}")
OPEN_RUN = message("Open this run")
OPEN_RUN_HELP = message(
    "Brings it into your runs, and plays it here. It can be compared there, but not changed in the "
    "report."
)
RUN_SHOWN = message("Show it among your runs")
TRAIN_AGAIN = message("Train again")
TRAIN_AGAIN_HELP = message(
    "Trains its recipe in your name with its seed and two others, and says whether what was "
    "reported is within the luck of seeds."
)
TRAIN_ALL = plural("Train again: one run", "Train again: {count} runs")
TRAIN_ALL_HELP = message(
    "For each report the run with the best result, each recipe under three seeds, at most "
    "{most} runs at a time. Equal recipes are trained once. Runs that take more than {minutes} "
    "minutes are left out: open their report to train them."
)
NOTHING_TO_TRAIN = message(
    "What these reports claim has been trained again, trains now, or takes more than {minutes} "
    "minutes."
)
ESTIMATE = message("about {took} on one worker")
NO_PICTURES = message("Its dataset is not in this lab, so it cannot be trained again here.")
IN_QUEUE = plural("One run of it trains or waits.", "{count} runs of it train or wait.")
REFUSED_HERE = message("It cannot be trained here. {reason}")
FAILED = plural("One run of it failed here.", "{count} runs of it failed here.")
OTHER_PICTURES = message(
    "It was measured on {reported:,} validation pictures, the report says; with this recipe the "
    "lab has {here:,}."
)
SAME_SEED = message("With the same seed this lab comes to {accuracy:.1%}.")
NO_CLAIM = message("It was not trained to its end as its recipe says, so it claims no result.")
QUEUE = plural("One run of yours trains or waits.", "{count} runs of yours train or wait.")
END_QUEUE = message("End the queue")
END_QUEUE_HELP = message("Stops all of your runs that train or wait. What is done stays.")
QUEUED = plural("One run was queued.", "{count} runs were queued.")

COMPUTED_COMMENTS = {
    "otherwise": message("{comment} Of some of it the file says otherwise."),
    "unproven": message("{comment} Some of what the file says does not follow from its runs."),
    "unknown": message("{comment} It was not computed again: this lab cannot read the path."),
}
OTHERS_COMMENT = plural(
    "{comment} Another report bears this number, with {points}.",
    "{comment} {count} others bear this number, with {points}.",
)

GRADES = message("Grades")
GRADES_HELP = message("Tables for Moodle and nbgrader, a student a row")
GRADED_WORK = message("Of which work")
GRADED_NAME = message("{title} ({work})")
COUNTS = message("What counts")
COUNT_NAMES = {
    "tasks": message("tasks met"),
    "chapters": message("chapters done"),
    "answers": message("questions answered, right or wrong"),
}
COUNTS_HELP = message(
    "A point each; bugs that were solved count with each. A prediction never counts for being "
    "right: then nobody would dare to make one."
)
FORMS = {"moodle": message("For Moodle (.csv)"), "nbgrader": message("For nbgrader (.csv)")}
FORM_HELP = {
    "moodle": message(
        "Columns as in Moodle's worksheet for grades. There: Grades, Import, CSV file; assign "
        "“ID number” or “Email address”, and “Grade”."
    ),
    "nbgrader": message("Columns as `nbgrader export` writes them."),
}
COMMENT = message("{name}: {done} of {of}.")
STATE_COMMENTS = {
    "whole": message("{comment} This lab has not signed the file."),
    "page": message("{comment} The page around the data was changed after it was made."),
    "changed": message("{comment} The file was changed after it was made."),
    "unsigned": message("{comment} The signature of the file is not of this lab."),
}
