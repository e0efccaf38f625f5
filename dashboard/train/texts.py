"""What the Train page says."""

from core.language import message, plural

# The status and the curves of a run
TITLE = message("Train")
EMPTY = message(
    "Press **Train** and watch two curves grow: blue is what the network practises on, "
    "orange is what it is tested on meanwhile."
)
FINISHED = message(
    "Done in {seconds:.1f} s: {accuracy:.1%} of the {which} pictures are read right."
)
FINISHED_EARLY = message(
    "Done in {seconds:.1f} s: {accuracy:.1%} of the {which} pictures are read right. "
    "Early stopping: the weights of epoch {epoch} were kept."
)
FINISHED_CHOSEN = message(
    "Done in {seconds:.1f} s. Its network is now that of epoch {epoch}: {accuracy:.1%} of the "
    "{which} pictures are read right."
)
NO_NUMBER_ANY_MORE = message(
    "But the loss is not a number any more (NaN): this network has diverged, and what it reads "
    "right is chance."
)
HARDLY_LEARNED = message(
    "That is hardly more than guessing: always saying “{name}” gives {share:.1%}."
)
STOPPED_CHOSEN = message(
    "Stopped. Its network is now that of epoch {epoch}: {accuracy:.1%} of the {which} pictures are "
    "read right."
)
STOPPED = message(
    "Stopped after {done} of {epochs} epochs: {accuracy:.1%} of the {which} pictures "
    "were read right after the last one."
)
STOPPED_IN_FIRST = message("Stopped in the first epoch: its network was not measured yet.")
STOPPED_EARLY = message("Stopped before the first step: nothing was learned.")
INTERRUPTED = message(
    "The lab was closed while this run trained, so it broke off. Train it again, or "
    "let it go on from its last whole epoch with “Train more”."
)
NOTICE = message(
    "**What to notice.** Where orange leaves blue, the network has begun to learn its "
    "practice pictures by heart."
)
NOTICE_FAULT = message(
    "**What to notice.** The dashed lines are what guessing reaches. Curves that stay near them, "
    "leap or leave the chart tell of a fault before any other figure does."
)

# The coach's advice
REPAIR_ENDS_RUN = message("Stops this run and trains anew, from the same first weights.")
OVER = message("Trains again from the same first weights, and keeps these curves to compare.")
BEFORE = message("The dashed lines are the run before.")
CHANGES = message("Changed since: {changes}.")
SAME = message("Same recipe, same first weights, same batches.")
CHANGE = message("`{setting}` from {before} to {after}")
RESULT = message("Of the {which} pictures, {before:.1%} were read right before, **{now:.1%}** now.")
OTHER_PICTURES = message("They validate on different pictures: their figures do not compare.")

# The controls
BUTTONS = {
    "train": message("Train"),
    "step": message("Step one batch"),
    "step_epoch": message("Step one epoch"),
    "rewind": message("Rewind"),
}
BUTTONS_HELP = {
    "train": message(
        "Trains a new network by the recipe below. Try it twice: the same recipe begins "
        "with the same weights and gives the same curves."
    ),
    "step": message(
        "Begins with the untrained network, takes one batch and holds still: see "
        "what each of its pictures cost and how one weight moved. Try it before you train at speed."
    ),
    "step_epoch": message(
        "Begins with the untrained network, trains one epoch and holds still. "
        "Try it, and see how much of all learning is done in the first epoch."
    ),
    "rewind": message(
        "Takes this run's recipe again and holds still before the first batch: the same "
        "first weights, the same batches. These curves stay, dashed. Try another learning rate "
        "from there."
    ),
}
RACE = message("Race this recipe …")
RACE_HELP = message(
    "Trains it with several values of a setting or two, all else equal; with more than one seed "
    "it tells the effect from luck. Try learning rates from 0.001 to 1."
)
MORE = message("More")
MORE_HELP = message(
    "For how many epochs the same network goes on, with its weights and its learning rate as they "
    "are; its curves continue, with a mark where it went on. Try as many again and see whether "
    "validation still follows."
)
GOES_ON_EARLIER = message(
    "More epochs go on from epoch {epoch}: what the curves show after it, up to epoch {last}, is "
    "cut off and trained anew."
)
GOES_ON_LATER = message(
    "More epochs go on from epoch {epoch}, the last one, not from epoch {kept}, whose weights were "
    "kept."
)
TRAIN_MORE = plural("Train {count} more", "Train {count} more")
NOT_MINE = message(
    "This run was not started in this browser, so it cannot be steered here. Watch it, or train "
    "one of your own."
)

# The knobs of the recipe
PRESET = message("Start from")
PRESET_HELP = message(
    "A ready recipe. The homework is here as it was written, and mended: try "
    "both and compare their first loss."
)
OWN = message("my own recipe")
BATCH = message("Batch size")
BATCH_HELP = message(
    "How many pictures are looked at before the weights change. Try 1 and see how "
    "restless the curve becomes."
)
EPOCHS = message("Epochs")
EPOCHS_HELP = message(
    "How many times the network sees every training picture. Try many, and watch "
    "whether validation still follows training."
)
OPTIMIZER = message("Optimizer")
OPTIMIZER_HELP = message(
    "How a gradient becomes a step. SGD just follows it; Adam gives every weight "
    "a step size of its own. Try both with the same learning rate."
)
SCHEDULE = message("Schedule of the learning rate")
SCHEDULE_HELP = message(
    "With cosine decay the rate falls to 0 by the end of the run, so that the last steps are small "
    "and settle. Try both: the last epochs differ most."
)
SCHEDULES = {
    "constant": message("constant"),
    "cosine": message("cosine decay to 0"),
}
DECAY = message("Weight decay")
DECAY_HELP = message(
    "Each step shrinks all weights by this share of the learning rate. Try 0.5: the weights stay "
    "smaller, and training runs ahead of validation less."
)
PATIENCE = message("Early stopping: patience")
PATIENCE_HELP = message(
    "Stop when the validation loss has not fallen for so many epochs, and keep "
    "the weights of the best one; 0 trains them all. Try 5 with 200 epochs."
)
LUCK = message("More: order and luck")
SHUFFLE = message("Shuffle the pictures")
SHUFFLE_HELP = message(
    "The training pictures come in a new order each epoch. Try without, on a dataset that is "
    "sorted by class."
)
TRAINING_SEED = message("Seed of training")
TRAINING_SEED_HELP = message(
    "Draws the first weights, the order of the pictures and the augmentation. Try another one: how "
    "much of the result was luck?"
)
DATA_SEED = message("Seed of the data")
DATA_SEED_HELP = message(
    "Draws which pictures are used and which are kept aside to validate. Try another one."
)
FIXED = message("A run keeps it to its end: stop the run to change it.")
OTHER = message("The run on screen has another recipe than the one here. It differs in {settings}.")
TAKE = message("Take its recipe")
TAKE_HELP = message(
    "Turns the knobs to what the run on screen trains with. Then change one of them."
)

# The learning-rate range test
RATE_TRY = message("Which rate? Try 1e-7 to 10")
RATE_TRY_HELP = message(
    "A range test: a new network of this recipe trains on {count} batches, each at a higher rate. "
    "See where its loss begins to fall and where it diverges. Neither the recipe nor a run is "
    "changed. Try it with raw pixels, then with pixels scaled to 0–1."
)
RATE_TITLE = message("Learning-rate range test")
RATE_WAITING = message("Training on batches, each at a higher rate: from 1e-7 to 10 …")
RATE_REPLACED = message("You have begun another range test meanwhile. Begin this one again.")
RATE_FALLS = message("The loss falls fastest at a rate of {rate:g}")
RATE_FALLS_NOT = message("The loss falls at no rate")
RATE_AXIS = message("learning rate (logarithmic)")
LOSS_AXIS = message("loss of the batch")
RATE_BATCHES = message("each batch")
RATE_SMOOTHED = message("smoothed")
RATE_BATCH_HOVER = message("rate %{x:.2g}: loss %{y:.3g}")
RATE_MARKS = {
    "steepest": message("steepest fall: {rate:g}"),
    "tenth": message("a tenth of the rate at the minimum: {rate:g}"),
    "own": message("your own: {rate:g}"),
}
RATE_ALT = message("{headline}. Marks: {marks}.")
RATE_STOPPED = message(
    "Stopped after {done} of {count} batches, at a rate of {rate:.2g}: the loss had diverged."
)
RATE_ALL = message("All {count} batches were trained, and the loss did not diverge.")
RATE_FEWER = message("They are {count} and not {most} because one takes about {seconds:.2g} s.")
RATE_BEYOND = message("Your own rate of {rate:g} is not on the curve: no batch was trained at it.")
RATE_LIMITS = message(
    "**What it can say:** at which rates the first weights begin to learn, and at which they "
    "diverge. **What it cannot:** which rate is best after all epochs; {count} batches are too few "
    "for that, and the best rate changes on the way."
)
RATE_NO_FALL = message(
    "At no rate did the loss fall by more than batches differ anyway, so no rate is suggested. "
    "Larger batches differ less. If they do not help, the fault is not the rate: look at the "
    "scaling, the layers and the loss."
)
RATE_NO_NUMBER = message(
    "The loss of the very first batch is no finite number, so no rate can help. Look at the "
    "scaling and the layers."
)
RATE_USE = message("Use {rate:g}")
RATE_KEEP = message("Keep {rate:g}")
RATE_RACE = message("Race these {count}")
RATE_RACE_HELP = message(
    "Trains this recipe to its end with each of these rates, from the same first weights, and "
    "shows the curves side by side."
)

# The knobs of the loss
LOSS = message("Loss")
LOSS_HELP = message(
    "What the network is to make small. The first two differ only in how the labels are written; "
    "binary_crossentropy is for two classes and a network that ends in one sigmoid unit. Try the "
    "sparse one: the curves stay the same."
)
LABEL_SMOOTHING = message("Label smoothing")
LABEL_SMOOTHING_HELP = message(
    "How much of each target is shared out among all classes, so that the network need not be "
    "entirely sure. Try 0.1: the loss no longer falls to 0, the accuracy hardly changes."
)

# First units; what else is said of a probe are the player's sentences
UNITS_GREY = message(":blue[blue] −{largest}, white 0, :orange[orange] +{largest}")

# Samples
SAMPLES_READ = message("{right} of these {count} {which} pictures are read right")
EXPLAIN = {
    "validation": message("Kept aside: the network has learned from none of them."),
    "test": message("The test set: this run looked at it after every epoch."),
    "training": message("The network has learned from these very pictures."),
}
BARS = message("Each bar is the probability it gives a class.")
ANOTHER = message("Other pictures")
OPEN = message("Open the test set on Evaluate")

# One batch taken apart
TRACE_TITLE = message("One batch, taken apart: step {step:,}, in epoch {epoch}")
PICTURES = message(
    "**1. What did each picture cost?** Largest loss first, with what the network "
    "said before the step. The loss is −ln of the probability that it gave to the true class."
)
PICTURES_PLAIN = message(
    "**1. What did each picture cost?** Largest loss first, with what the "
    "network said before the step. Its outputs are no probabilities."
)
SOME = message("The first {shown} pictures of this batch of {count}.")
OTHERS = plural("The other {count}", "The other {count}")
PICTURE = message("training picture, {name}")
WRONG = message("says {said}, is {name}")
PICTURE_LOSS = message("loss {loss}")
MEAN = message(
    "**2. The mean loss of all {count} pictures is {loss}.** The step tries to make "
    "this one number smaller."
)
TRACE_LAYERS = message(
    "**3. Its gradient** says for every weight how fast the mean loss grows when the weight grows."
)
WEIGHT = message("**4. The step, at the weight with the largest gradient:** {place}.")
PLACES = {
    ("index",): message("number {index} of “{layer}”"),
    ("input", "unit"): message("in “{layer}”, from input {input} to unit {unit}"),
    ("row", "column", "channel", "filter"): message(
        "in “{layer}”, filter {filter}, row {row}, column {column} of the kernel, channel {channel}"
    ),
}
"""Where a weight stands, by the axes of its array."""
BEFORE_AFTER = message("{before} → {after}")
GROWS = message(
    "The gradient is positive: a larger weight means a larger loss. So the step makes "
    "the weight smaller, by the learning rate η = {rate:g} times the gradient."
)
FALLS = message(
    "The gradient is negative: a larger weight means a smaller loss. So the step makes "
    "the weight larger, by the learning rate η = {rate:g} times the gradient."
)
FLAT = message("The gradient is 0 everywhere: the step leaves every weight as it is.")
OWN_RULE = message(
    "The gradient is {gradient}, the learning rate η = {rate:g}. The optimizer's own "
    "rule made the step, not w − η·g alone: momentum keeps a part of the steps before, Adam and "
    "RMSprop give every weight a step size of its own."
)
NO_NUMBER = message(
    "The numbers have left all bounds: this network has diverged. Train again with "
    "a smaller learning rate."
)
NO_WEIGHT = message("**4. The step** changes nothing: this network has no weights.")

# Time travel
TIME_TRAVEL_TITLE = message("Time travel: the network of an earlier epoch")
EPOCH = message("After epoch")
EPOCH_HELP = message(
    "The epochs that were kept. Go back to the untrained network, then forward: when "
    "does it begin to read, and which classes does it learn last?"
)
UNTRAINED = message("0, untrained")
WAITING = message("Building the network of that epoch …")
CHOOSE = message("Make epoch {epoch} the run's network")
CHOOSE_HELP = message(
    "The run's network reads your drawings and the test pictures. Any epoch that "
    "was kept can be chosen, as often as you like."
)
NOW = message("The run's network is {network}.")
CHOSEN = message("The run's network is now {network}. Before, it was {before}.")
OF_EPOCH = message(
    "that of epoch {epoch}, which reads {accuracy:.1%} of the validation pictures right"
)
OF_END = message("the one that it had at its end")
IN_FLIGHT = message("When the run is over, an earlier epoch can become its network.")
