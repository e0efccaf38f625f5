"""What the Explain page says."""

from core.language import message, plural

# The page
TITLE = message("Explain")
LEAD = message("Why does the network say that? Follow one picture through all its layers.")
RIGHT = message("✓ {name}")
WRONG = message("✗ says {predicted}, is {name}")
SAYS = message("says {predicted}")
DRAWING = message("your picture")
ON_TRAIN = message(
    "This run validates on the pictures that it learned from: what it does on these is what it "
    "remembers."
)
VIEW = message("View")
VIEWS = {
    "layers": message("Layers"),
    "saliency": message("Where it looked"),
    "softmax": message("Softmax"),
    "top_activations": message("What excites a unit"),
    "embedding": message("Map"),
    "ablation": message("What if"),
}
VIEW_HELP = message("{count} questions to the same network. Start with the layers.")
UNITS = message("What {layer} gives")
VALIDATING = message("The network reads the validation pictures …")
PROJECTING = message("Arranging the pictures …")

# A number alone
SHARE = message("{share:.1%}")
WHOLE = message("{share:.0%}")

# Which picture
PICTURE_NAMES = {
    "train": message("training picture {number}"),
    "validation": message("validation picture {number}"),
    "test": message("test picture {number}"),
}
NO_ADDRESS = message(
    "The picture “{text}” in the address was ignored: it is written as test:12, validation:5 or "
    "train:7."
)
SEALED = message(
    "The picture “{text}” in the address was ignored: the test set of this run is sealed. Open it "
    "on the Evaluate page first."
)
NO_SUCH_PICTURE = {
    "train": plural(
        "The picture “{text}” in the address was ignored: there is {count:,} training picture, "
        "counted from 0.",
        "The picture “{text}” in the address was ignored: there are {count:,} training pictures, "
        "counted from 0.",
    ),
    "validation": plural(
        "The picture “{text}” in the address was ignored: there is {count:,} validation picture, "
        "counted from 0.",
        "The picture “{text}” in the address was ignored: there are {count:,} validation pictures, "
        "counted from 0.",
    ),
    "test": plural(
        "The picture “{text}” in the address was ignored: there is {count:,} test picture, "
        "counted from 0.",
        "The picture “{text}” in the address was ignored: there are {count:,} test pictures, "
        "counted from 0.",
    ),
}
SOURCE = message("Which picture?")
SOURCES = {
    "pictures": message("validation pictures"),
    "drawing": message("your drawing"),
    "shown": message("from Draw"),
}
SOURCE_HELP = message(
    "Validation pictures are those the network did not learn from. Try one that it reads wrong, "
    "draw one that nobody has seen, or take the one that you showed on the Draw page."
)
STRIP = message("Validation pictures, those read wrong first")
STRIP_NOTE = plural(
    "Validation pictures, those read wrong first; {wrong} of {count:,} is.",
    "Validation pictures, those read wrong first; {wrong} of {count:,} are.",
)
TILE_RIGHT = message("✓ {name}")
TILE_RIGHT_ALT = message("{picture}, is {name}")
TILE_WRONG = message("✗ {predicted}\nis {name}")
TILE_WRONG_ALT = message("{picture}, read as {predicted}, is {name}")
MORE = message("Others")
MORE_HELP = message("The next few. Behind the mistakes come the pictures that are read right.")
NO_INK = message("Draw one digit here, and see it on its way through the network.")

# Layers and units
LAYERS = message("The layers, in order")
LAYER = message("{name}\n{shape}")
LAYER_ALT = message("layer {name}, output {shape}")
UNIT_ALT = message("{unit} gives {value}")
MAP_ALT = message("{unit} gives {low} to {high}")
FILTER_NAME = message("filter {unit}")
UNIT_NAME = message("unit {unit}")
CLASS_NAME = message("“{name}”")
SCALE = message(
    "One scale for the whole layer: :blue[blue] −{largest}, white 0, :orange[orange] +{largest}."
)
SOME_UNITS = plural(
    "{shown} of {count:,} is shown: the one that answers most.",
    "{shown} of {count:,} are shown: those that answer most.",
)
UNIT = message("Unit")
UNIT_HELP = message(
    "Any of the layer's units (filters, channels), counted from 0. Try one that gives 0 for this "
    "picture, then another picture."
)

# The arithmetic of a unit
ARITHMETIC_TITLE = message("How {unit} of {layer} gets its number")
ARITHMETIC_TITLE_MAP = message("How {unit} of {layer} gets its map")
CHANNEL = message("Input channel")
CHANNEL_HELP = plural(
    "The kernel has a slice for the {count} channel that comes in.",
    "The kernel has a slice for each of the {count} channels that come in; the sums of all slices "
    "are added. First shown is the one that adds or takes away most.",
)
CHANNELS = (message("{channel} red"), message("{channel} green"), message("{channel} blue"))
PLACE = {"row": message("Row"), "column": message("Column")}
PLACE_HELP = message(
    "Which number of the map; at first the one farthest from 0. Try one beside it."
)
FACTOR_PICTURES = (message("input"), message("weights"), message("input × weights"))
FACTOR_PICTURE_ALT = message("{name} as a picture, from {low} to {high}")
RULE = message("{name}: {rule}")
SOFTMAX_SHARE = message(
    "Its exponential, shared out among all. See the view Softmax for every step."
)
ARITHMETIC_NOTICE = message(
    "**What to notice.** Early layers keep the shape of the picture, late ones hold numbers that "
    "stand for nothing you could point at, and the last has one for each class. Each number is "
    "made of those before it, as written here."
)
WINDOW = {
    "max": message("the largest of {count}: {result}"),
    "mean": message("the mean of {count}: {sum} / {count} = {result}"),
}
MOVED = message("the number at {place} of the input, unchanged: {result}")
PLACE_IN_MAP = message("row {row}, column {column}, channel {channel}")
PLACE_IN_ROW = message("place {index}")
INPUT_NUMBER = message("number {index}")
INPUT_PIXEL = message("row {row}, column {column}")
OTHER_TERMS = plural("the other {count:,} term", "the other {count:,} terms")
BIAS = message("bias")
SUM = message("sum")
TERMS_HEAD = (message("input"), message("input × weight"), message("product"))

# Saliency
CLASS = message("What speaks for")
CLASS_HELP = message(
    "First the class that the network names. Try the class it should have named, or one that looks "
    "alike."
)
SALIENCY_PICTURE = message("The picture")
SALIENCY_TITLES = {
    "gradient": message("Gradient"),
    "occlusion": message("Occlusion"),
    "grad_cam": message("Grad-CAM"),
}
SALIENCY_MEANS = {
    "gradient": message(
        "Make this pixel one level brighter: :orange[orange], the score of “{name}” rises; "
        ":blue[blue], it falls; by up to {largest}."
    ),
    "occlusion": message(
        "Cover {patch}×{patch} pixels here with grey: :orange[orange], “{name}” loses; "
        ":blue[blue], it gains; up to {largest}."
    ),
    "grad_cam": message(
        "The maps of layer {layer}, each weighted by its gradient: bright is what speaks for "
        "“{name}”."
    ),
}
NO_GRAD_CAM = message("Grad-CAM reads the maps of a convolution, and this network has none.")
GRAD_CAM_EMPTY = message("Nothing in the maps of layer {layer} speaks for “{name}”.")
SALIENCY_NOTICE = message(
    "**What to notice.** Three answers to one question. The gradient asks about tiny changes and "
    "is noisy, occlusion tries real ones, Grad-CAM is coarse. Trust what they agree on."
)
OF_DRAWN = message("A pixel that matters need not be ink: empty places tell a 3 from an 8.")
OF_PHOTO = message("What matters need not be the thing itself: a ship can be told by its water.")

# Softmax
SOFTMAX_LEAD = message(
    "The layer before gives each class a **score**. Softmax makes shares of them that add up to 1."
)
SIGMOID_LEAD = message(
    "The layer before gives one **score**, for the second class; the first class counts as 0. "
    "Softmax of the two is what the sigmoid unit gives."
)
NO_SOFTMAX = message(
    "This network does not end in softmax: its outputs are scores. This is what softmax would make "
    "of them."
)
TEMPERATURE = message("Temperature")
TEMPERATURE_HELP = message(
    "Divides the scores before softmax. The network was trained at 1. Try 5: the shares draw "
    "level. Try 0.2: the winner takes all."
)
SOFTMAX_HEAD = {
    "class": message("class"),
    "score": message("score"),
    "divided": message("÷ T"),
    "difference": message("− largest"),
    "exponential": message("e to that"),
    "share": message("share"),
}
SOFTMAX_TOTAL = message("together")
SOFTMAX_SOME = message("{shown} of the {classes} classes are shown, those with the largest shares.")
SOFTMAX_STEPS = message(
    "Subtract the largest ({largest}), take exponentials, add them up ({total}), divide each by "
    "the sum."
)
SOFTMAX_NOTICE = message(
    "**What to notice.** Only differences count: at temperature 1, a score that is lower by 1 "
    "makes the share 2.718 times smaller. No temperature changes which class comes first, only how "
    "sure it sounds."
)
SOFTMAX_ALT = message(
    "Shares at temperature {temperature:g}: the largest is {name} with {share:.1%}"
)

# Top activations
TOP_TITLE = message("What excites {unit} of {layer} most")
TOP_TITLE_MAP = message("What excites {unit} of {layer} most, and where")
TOP_NOTE = plural(
    "Of {count:,} validation picture, the one to which it gives the largest number. Click it to "
    "explain it.",
    "Of {count:,} validation pictures, those to which it gives the largest numbers. Click one to "
    "explain it.",
)
TOP_FRAME = message("The orange frame is all that this place of the layer can see.")
DEAD = plural(
    "This unit gives {value} for the {count:,} validation picture: it is dead, and tells the "
    "network nothing about it.",
    "This unit gives {value} for all {count:,} validation pictures: it is dead, and tells the "
    "network nothing about them.",
)
TOP_TILE = message("{name}\n{value}")
TOP_TILE_ALT = message("{picture}, is {name}, gives {value}")
TOP_NOTICE = message(
    "**What to notice.** Units of early layers like edges and corners in pictures of any class; "
    "units of late layers like one class. Is there a unit that likes two?"
)

# Embedding
METHOD = message("Brought to two dimensions by")
METHODS = {"pca": message("PCA"), "tsne": message("t-SNE")}
METHOD_HELP = message(
    "PCA turns the cloud so that its two widest directions can be seen: distances along these are "
    "true, but groups can hide behind each other. t-SNE keeps neighbours together: try it where "
    "PCA shows one cloud. Its distances between groups mean nothing."
)
EMBEDDING_TITLE = plural(
    "{count:,} validation picture in layer {layer}",
    "{count:,} validation pictures in layer {layer}",
)
METHOD_SAYS = {
    "pca": plural(
        "Each picture is {count:,} number in this layer; two directions keep {kept:.0%} of their "
        "variance.",
        "Each picture is {count:,} numbers in this layer; two directions keep {kept:.0%} of their "
        "variance.",
    ),
    "tsne": plural(
        "Each picture is {count:,} number in this layer; t-SNE keeps neighbours together.",
        "Each picture is {count:,} numbers in this layer; t-SNE keeps neighbours together.",
    ),
}
HOVER_RIGHT = message("{number}: {name}")
HOVER_WRONG = message("{number}: {name}, read as {predicted}")
CLICK = message("Click a point to see its picture. A cross is a picture that is read wrong.")
EXPLAIN_POINT = message("Explain this picture")
EMBEDDING_ALT = plural(
    "{title}: {count} is read wrong. Classes: {classes}.",
    "{title}: {count} are read wrong. Classes: {classes}.",
)
EMBEDDING_NOTICE = message(
    "**What to notice.** Go from the first layer to the last: the classes come apart. Where two "
    "still mix in the last layer, the crosses are."
)

# Ablation
ABLATION_TITLE = message("What if {unit} of {layer} were another?")
NO_WEIGHTS = message(
    "Only units of dense and convolution layers have weights of their own. Choose such a layer "
    "above."
)
WHAT = message("Change")
WHATS = {"unit": message("the whole unit"), "weight": message("one weight")}
WHAT_HELP = message("The whole unit: all its weights and its bias. One weight: the rest stays.")
WEIGHT_AXES = {
    "input": message("Weight, input"),
    "row": message("Weight, row"),
    "column": message("Weight, column"),
    "channel": message("Weight, channel"),
}
WEIGHT_HELP = message("A place in the unit's kernel; at first the largest weight.")
FACTOR = message("Times")
FACTOR_HELP = message(
    "0 switches it off, 1 leaves it, −1 turns its sign. Switch off one unit after the other: how "
    "many does the network need?"
)
WEIGHT_CHANGES = message("The weight: {before} → {after}.")
SWITCHED_OFF = message(
    "A unit that is switched off gives 0 everywhere, unless a BatchNormalization follows."
)
ACCURACY = plural(
    "Accuracy on the {count:,} validation picture: **{before:.1%} → {after:.1%}**",
    "Accuracy on the {count:,} validation pictures: **{before:.1%} → {after:.1%}**",
)
WORST = message("Hit hardest: “{name}”, {before:.0%} → {after:.0%} read right.")
NOBODY = message("No class is read worse.")
THIS_PICTURE = message("This picture: {before} → {after}")
UNCHANGED = message("as it is")
CHANGED = message("changed")
ABLATION_NOTICE = message(
    "**What to notice.** Most units can go and little changes: the others do their work. The run's "
    "network stays as it is; this is a copy."
)
