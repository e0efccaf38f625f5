"""What the Model page says."""

from core.language import message, plural

# The page
TITLE = message("Model")
PRESET = message("Start from")
PRESET_HELP = message("A ready network. Change it afterwards, and undo what you do not like.")
PRESETS = {
    "mlp": message("the homework's MLP"),
    "deeper-mlp": message("a deeper MLP"),
    "small-cnn": message("a small CNN"),
    "vgg-like": message("a VGG-like CNN"),
    "batch-normalised-cnn": message("a CNN with BatchNormalization"),
    "residual-cnn": message("a CNN with residual blocks"),
}
OWN_NETWORK = message("my own")
STYLE = message("Style")
STYLE_HELP = message(
    "Two ways to write the same network. Sequential is a list; Functional passes values from layer "
    "to layer, so it can also branch."
)
STYLES = {"sequential": message("Sequential"), "functional": message("Functional")}
SUMMARY = message("Keras's own summary")
ASK_KERAS = message("Ask Keras")
HOMEWORK = message("The homework's network: 50×50 pictures, 5 classes")
NOTICE = message(
    "**What to notice.** Point at a layer: its line lights up in the table and in both codes. Most "
    "parameters sit where a row of numbers meets a Dense layer."
)

# What the network costs
PARAMETERS = message("Parameters")
MEMORY = message("Memory for weights")
KILOBYTES = message("{size:,.0f} kB")
MULTIPLICATIONS = message("Multiplications")
MULTIPLICATIONS_HELP = plural(
    "In one step of training: about three times the way forward (once forward, twice for the "
    "gradients), times {count:,} picture in a batch.",
    "In one step of training: about three times the way forward (once forward, twice for the "
    "gradients), times {count:,} pictures in a batch.",
)
ONES = message("{number:,}")
MILLIONS = message("{number:.3g} M")
BILLIONS = message("{number:.3g} G")

# The list of layers
KIND = message("Layer to add")
KIND_HELP = message("Choose a kind, then press + at the layer that it shall follow.")
ADD_FIRST = message("At the beginning")
ADD = message("Add {kind} after layer {number}")
MOVE_UP = message("Move layer {number} up")
MOVE_DOWN = message("Move layer {number} down")
REMOVE = message("Remove layer {number}")
FULL = message("{count} layers are as many as fit here.")
NOW_FUNCTIONAL = message(
    "A residual block adds its input to its output, so the input is needed twice. A list cannot "
    "say that: the style is now Functional."
)
WHOLE_NUMBER = message("A whole number from {low:,} to {high:,}.")
SHARE = message("At least 0, less than 1.")

# Drawing, table and code of a network
DRAWING = message(
    "The network: height is the side of the picture (or, for a row of numbers, the logarithm of "
    "their count), width grows with the channels"
)
INPUT = message("input")
LAYER = message("Layer")
OUTPUT_SHAPE = message("Output shape")
TOTAL = message("Total")
NOT_TRAINED = message("of these, not trained")
RUNNING_STATISTICS = message("running means and variances")
NOT_SEQUENTIAL = message("The Sequential style cannot say this network: {reason}")
