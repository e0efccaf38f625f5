"""What the Path page and the chapter beside a page say."""

from core.language import message, plural

# The list of paths
TITLE = message("Paths")
LEAD = message(
    "A path leads you through the lab. It asks what you expect, lets you run it, and shows how it "
    "came out. Its chapters stand beside the pages that they speak of, and wait where you left "
    "them."
)
ABOUT = plural("one chapter · {minutes} minutes", "{count} chapters · {minutes} minutes")
ANSWERED = message("{done} of {count} steps done")
ABOUT_AND_DONE = message("{about} · {done} of {count} steps done")
BEGIN = message("Begin")
GO_ON = message("Go on: {title}")
AGAIN = message("Look at it again")
CHAPTERS = message("Chapters")
CHAPTER = message("{number} {title}")
CHAPTER_MINUTES = plural("one minute", "{count} minutes")
CHAPTER_DONE = message("done")
NOT_HERE = message("needs {titles}, not on this machine yet")
NOT_HERE_INSTEAD = message("needs {titles}, not on this machine yet: can be done on {instead}")
OWN_HELP = message(
    "A teacher can write a path with any editor: a folder with a text file a chapter, below "
    "`paths` in the folder of the lab. How, says `docs/paths.md`."
)
BROKEN = plural(
    "The path “{name}” has a mistake, so it cannot be begun now:",
    "The path “{name}” has {count} mistakes, so it cannot be begun now:",
)

# The chapter beside a page
PLACE = message("{path} · chapter {number} of {count}")
CLOSE = message("Close the chapter")
UNKNOWN = message("There is no chapter “{chapter}” in this lab.")
IS_WRITTEN = message(
    "The path of this chapter has a mistake just now: its author is probably writing. Your answers "
    "are kept. Look again in a while."
)
IS_OUTDATED = message(
    "This path is being changed and has a mistake just now. You see it as it was before."
)
TO_PATHS = message("All paths")
OTHER_PAGE = message("This chapter speaks of another page:")
IS_NEEDED = plural("{titles} is not on this machine yet.", "{titles} are not on this machine yet.")
MEANWHILE = plural(
    "{titles} is not on this machine yet, so {instead} takes its place here.",
    "{titles} are not on this machine yet, so {instead} takes their place here.",
)
NEITHER = plural(
    "{titles} is not on this machine yet, nor is {instead}, which could take its place.",
    "{titles} are not on this machine yet, nor is {instead}, which could take their place.",
)
GET = message("Get {title}")
EARLIER = message("Back")
FOLLOWING = message("Next: {title}")
GOES_ON = message("It goes on here once you have answered.")
GOES_ON_AFTER_RUN = message("It goes on here when the run is over.")

# Blocks
KINDS = {
    "predict": message("What do you expect?"),
    "run": message("Run it"),
    "observe": message("What did you see?"),
    "explain": message("A question"),
    "task": message("Your task"),
}
COMMIT = {
    "predict": message("This is what I expect"),
    "observe": message("This is what I saw"),
    "explain": message("Check"),
}
COMPARE = message("Compare with another answer")
TELL_ME = message("Tell me")
TELL_ME_HELP = message("Go on without an answer. To have guessed first is worth more.")
CHANGE = message("Change it")
NUMBER_FIRST = message("Enter a number first.")
CHOICE_FIRST = message("Choose one first.")
CURVE_FIRST = message("Draw it to the last epoch first: {count} epochs are missing.")
WORDS_FIRST = message("Write something first.")
UNITS = {"share": message("%"), "loss": message("nats"), "seconds": message("seconds")}
COMMITTED = message("You expect: {answer}")
SKIPPED = message("You went on without an answer.")
AFTER_RUN = message("Told when the run is over.")
CURVE_IN_WORDS = message(
    "Your prediction goes from {first} at epoch {begin:.0f} to {last} at epoch {end:.0f}."
)
CURVES_IN_WORDS = message("{predicted} What came goes from {first} to {last}.")
REAL_IN_WORDS = message("What came goes from {first} to {last}.")

# A run or a race
START = message("Start")
START_RACE = plural("Start: one run", "Start: {count} runs")
TRAIN_YOURS = message("Train the recipe on the screen")
NOT_RUN = message("You went on without it. You can start it all the same.")
TRAINS_BESIDE = message("It trains. Watch it beside this chapter.")
TRAINED = message("Done: validation accuracy {accuracy:.1%} after {count} epochs.")
NO_NETWORK = message("This run left no network. Start it again.")
HAS_NO_RUN = message(
    "This asks about a run that you went on without, or that is not stored any more."
)
TO_ITS_CHAPTER = message("To its chapter: {title}")
RUN_GONE = message("This run is not stored any more. You can start it again.")
TO_RUN = message("See it on Train")
RACED = message("The race is over.")
RACE_STOPPED = message("Some of its runs did not come to their end.")
GO_ON_WITH_RACE = message("Go on with the race")
TO_RACE = message("See the race")

# A task
NOT_MET = message("Not reached yet. The lab looks at every run that you finish.")
