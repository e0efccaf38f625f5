"""What the player says; its scripts fill in the braces, and write numbers as the language does."""

from core.language import message
from dashboard.components.texts import CURVE_PAD
from dashboard.render import texts as render

CURVES = {
    "loss": message("loss"),
    "lossLog": message("loss (logarithmic)"),
    "accuracy": message("accuracy"),
    "log": message("log scale"),
    "lossTitle": message("Does the loss fall?"),
    "lossNow": message("Loss: {value} on validation, {first} before training"),
    "lossKept": message("Loss: {value} on validation at epoch {epoch}, which was kept"),
    "lossAt": message("Loss at epoch {epoch}: training {training}, validation {validation}"),
    "accuracyTitle": message("Does it get more right?"),
    "accuracyNow": message("Accuracy: {value} on validation"),
    "accuracyKept": message("Accuracy: {value} on validation at epoch {epoch}, which was kept"),
    "accuracyAt": message(
        "Accuracy at epoch {epoch}: training {training}, validation {validation}"
    ),
    "ofOne": message("{name} {value}"),
    "range": message("{low} to {high}"),
    "gridCorner": message("{rows} ↓ {columns} →"),
    "gridScale": message("{low}, dark, to {high}, bright"),
    "learning_rateMark": message("rate {value}"),
    "momentumMark": message("momentum {value}"),
    "wentOn": message("went on after epoch {epoch}"),
    "kept": message("epoch {epoch} kept"),
    "altMarks": message("Marks: {marks}."),
    "altMark": message("{words}, at {epoch} epochs"),
    "altBefore": message("Dashed lines: the run before, which ended at {value} on validation."),
}
ACROSS = {
    "epochs": {
        "axis": message("epochs done"),
        "lossOfEach": message("Loss on validation at epoch {place}: {list}"),
        "accuracyOfEach": message("Accuracy on validation at epoch {place}: {list}"),
        "alt": message("{figure} by epoch. {title}."),
    },
    "pictures": {
        "axis": message("pictures seen"),
        "lossOfEach": message("Loss on validation after {place} pictures: {list}"),
        "accuracyOfEach": message("Accuracy on validation after {place} pictures: {list}"),
        "alt": message("{figure} by the number of pictures seen. {title}."),
    },
    "seconds": {
        "axis": message("seconds"),
        "lossOfEach": message("Loss on validation after {place} s: {list}"),
        "accuracyOfEach": message("Accuracy on validation after {place} s: {list}"),
        "alt": message("{figure} by the seconds of training. {title}."),
    },
}
"""What depends on the axis that curves are drawn across."""
LINES = {
    "moments": render.PROGRESS,
    "training": render.TRAINING,
    "validation": render.VALIDATION,
    "trainingBefore": message("before: training"),
    "validationBefore": message("before: validation"),
    "prediction": CURVE_PAD["prediction"],
}

STATUS = {
    "waiting": message("Waiting for a free worker …"),
    "starting": message("The workers are starting …"),
    "next": message("Waiting for a free worker: this run is the next."),
    "inLine": message(
        "Waiting for a free worker: this run is number {place} in line. Short runs go first."
    ),
    "yielded": message(
        "A shorter run has its worker now. It is number {place} in line, and goes on where it was."
    ),
    "noWorkers": message("Waiting: the Dask cluster has no worker. It begins when one joins."),
    "noResource": message(
        "Waiting: no worker of the Dask cluster may train. Start one with --resources training=1."
    ),
    "running": message("Epoch {epoch} of {epochs} · {speed} pictures a second · {left}"),
    "runningFirst": message("Epoch {epoch} of {epochs} · the first batches"),
    "left": message("{seconds} s left"),
    "leftLong": message("{minutes} min left"),
    "leftUnknown": message("a moment"),
    "paused": message("Paused in epoch {epoch} of {epochs}, after {done} of its {batches} batches"),
    "pausedBefore": message("Paused in epoch {epoch} of {epochs}, before its first batch"),
    "released": message(
        "Paused in epoch {epoch} of {epochs}. Somebody waited, so its worker trains for them now; "
        "to go on it takes its place in line."
    ),
    "heldBack": message(
        "Events of this run wait to be written, {count} so far: the lab's disk is full, or its "
        "database does not answer. Nothing is lost; the run goes on, and is shown again by itself."
    ),
    "several": message("{over} of {count} runs are over; training: {training}, waiting: {waiting}"),
    "stopping": message("Stopping; what the network has learned is kept."),
    "played": message("After epoch {epoch} of {epochs}"),
    "heard": message("After epoch {epoch}: loss {loss}, accuracy {accuracy} on validation."),
}

INSIDE = {
    "watchedSoon": message("{count} validation pictures to watch"),
    "watched": message("{right} of {count} read right at epoch {epoch}"),
    "watchedNotice": message(
        "What the network says of the same validation pictures: ✓ right, ✗ wrong, with the right "
        "class in brackets."
    ),
    "is": render.IS,
    "isRead": render.IS_READ,
    "mistake": render.MISTAKE,
    "someWrong": render.SOME_WRONG,
    "noneWrong": render.NONE_WRONG,
    "units": message("What do the first units look for?"),
    "unitsHelp": message(
        "The weights of the first layer's units, at most {most}, each laid out like the part of "
        "the picture that it looks at. Try a larger learning rate: they change faster."
    ),
    "unitsSoon": message("Their weights will be shown here."),
    "unitsNone": message("They do not look at the picture itself, so they cannot be shown."),
    "unitsGrey": message("blue −{largest}, white 0, orange +{largest}"),
    "unitsColour": message("grey 0, brighter to +{largest}, darker to −{largest}"),
    "unitsZero": message("all weights are 0, or no numbers any more (NaN)"),
    "unitsAlt": message(
        "The weights of the first {count} units as pictures of {height}×{width}; "
        "the largest weight is {largest}"
    ),
    "unitsAltNone": message("No pictures of weights"),
    "layers": message("How large is each gradient?"),
    "layersHelp": message(
        "The size of the loss's gradient for the weights of each layer (its L2 norm), on a "
        "logarithmic scale from 10⁻⁶ to 10²: each mark is ten times as much. Dead: the share of a "
        "relu's units that give 0 for every picture of a sample. Try a learning rate of 1."
    ),
    "layer": render.LAYER,
    "gradient": render.GRADIENT,
    "dead": render.DEAD,
}

FILM = {
    "play": message("Play the film"),
    "hold": message("Hold the film"),
    "scrub": message("Place in the film"),
    "moment": message("epoch {epoch}"),
    "speed": message("Speed"),
    "loop": message("Loop"),
}

COMMANDS = {
    "pause": message("Pause"),
    "resume": message("Resume"),
    "stop": message("Stop"),
    "step": message("Step one batch"),
    "step_epoch": message("Step one epoch"),
}
COMMANDS_HELP = {
    "pause": message(
        "Holds still between two batches. Try it, change the learning rate, and resume."
    ),
    "resume": message(
        "Goes on from where it holds still. Try it after a change of the learning rate."
    ),
    "stop": message(
        "Ends the run and keeps its network as it is. Try it when validation no longer "
        "improves; you can still train more later."
    ),
    "step": message(
        "Takes one batch and holds still: see what each of its pictures cost and how one "
        "weight moved. Try it a few times, then Resume."
    ),
    "step_epoch": message(
        "Goes on to the end of the epoch and holds still. Try it with a high "
        "learning rate and see after which epoch the loss jumps."
    ),
}
KNOBS = {
    "rate": message("Learning rate"),
    "rateHelp": message(
        "How far each step goes. Try ten times as much: the loss begins to jump. "
        "Try a hundredth: it hardly moves."
    ),
    "momentum": message("Momentum"),
    "momentumHelp": message("How much of the last step is kept for the next. Try 0.9 with SGD."),
    "pace": message("Batches a second"),
    "paceHelp": message(
        "Slow motion. Try 2 a second, and see the loss of each batch and the pictures of "
        "the first layer change step by step."
    ),
    "noAnswer": message("The lab did not answer. Try again."),
}
PACES = {0.0: message("full speed"), 0.1: message("10"), 0.5: message("2")}
"""Batches a second, by the seconds that the run waits after each batch."""

FILM_AGAIN = message("To train it again, open this link in the lab, or give it to Bring in there:")
