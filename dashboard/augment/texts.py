"""What the Augment page says."""

from core.language import message, plural

# The page
TITLE = message("Augment")
LEAD = message(
    "More pictures from the ones there are: each epoch shows every training picture turned, moved "
    "or lit a little differently. Validation and test pictures stay as they are."
)
TO_DATA = message("Go to Data")
STARTING = message(
    "The workers that draw the pictures are still starting. They will be here in a few seconds; "
    "you can set the controls meanwhile."
)
NOTICE = message(
    "**What to notice.** The label never changes. Augmentation is a promise: whatever it draws, a "
    "person would still give the picture the same name."
)

# The choice of pictures
VIEW = message("Show")
VIEW_HELP = message(
    "The same picture as it comes back in each epoch, or a handful as one epoch shows them."
)
VIEWS = {"one": message("One picture"), "many": message("Many pictures")}
NUMBER = message("Picture")
NUMBER_HELP = message("Counts the pictures that train, from 1 to {count:,}.")
ANOTHER_PICTURE = message("Another picture")

# The pictures as training will see them
ONE_TITLE = plural("One “{label}”, {count} epoch", "One “{label}”, {count} epochs")
MANY_TITLE = plural(
    "{count} picture, as epoch {epoch} shows it", "{count} pictures, as epoch {epoch} shows them"
)
ANOTHER_DRAW = message("Another draw")
ORIGINAL = message("as it is: {label}")
EPOCH = message("epoch {epoch}")
BEFORE = message("As they are")
OFF = message(
    "Nothing is on, so every epoch shows the very same pictures. Move a slider on this page, or "
    "take the gentle start."
)
TRUTH = message(
    "No example, but the truth: with this recipe, training sees exactly these. In words: {changes}."
)
CHANGES = {
    "turned": message("turned by {low:.0f}° to {high:.0f}°"),
    "moved": message("moved by up to {high:.1f} pixels"),
    "slanted": message("slanted by {low:.0f}° to {high:.0f}°"),
    "zoomed": message("zoomed by {low:.2f} to {high:.2f}"),
    "flipped": message("{count} of {all} flipped"),
    "lit": message("lit by {low:.2f} to {high:.2f}"),
    "shifted": message("{low:+.0f} to {high:+.0f} levels"),
}

# The matrix of one draw
MATRIX = message("One draw as a matrix")
MATRIX_EPOCH = message("Epoch")
MATRIX_HELP = message("Choose one of the draws above.")
MATRIX_LEAD = message(
    "Pixel (x, y) of the new picture shows what the old one has at M · (x, y, 1)."
)
MATRIX_EXAMPLE_INSIDE = message(
    "The middle of the new picture, ({x:g}, {y:g}), comes from ({from_x:.1f}, {from_y:.1f}); its "
    "corner (0, 0) from ({corner_x:.1f}, {corner_y:.1f}), inside the old picture."
)
MATRIX_EXAMPLE_OUTSIDE = message(
    "The middle of the new picture, ({x:g}, {y:g}), comes from ({from_x:.1f}, {from_y:.1f}); its "
    "corner (0, 0) from ({corner_x:.1f}, {corner_y:.1f}), outside the old picture, so `fill_mode` "
    "decides."
)

# The controls
GENTLE = message("A gentle start")
GENTLE_HELP = message(
    "Turns by up to 10°, moves by up to 10 %, zooms by up to 10 %: what handwriting and cameras do "
    "by themselves."
)
ALL_OFF = message("All off")
ALL_OFF_HELP = message("Back to the pictures as they are.")
HELP = {
    "rotation_range": message(
        "Degrees to either side. Try 15, then 180: at which angle would you no longer say the same "
        "name?"
    ),
    "width_shift_range": message("A share of the width, left or right. Try 0.1, then 0.5."),
    "height_shift_range": message(
        "A share of the height, up or down. Try it alone, then with the width."
    ),
    "shear_range": message("Slants the picture by up to this many degrees. Try 20 on handwriting."),
    "zoom_range": message(
        "Stretches width and height, each by a factor of its own between 1 − z and 1 + z; below 1 "
        "is closer. Try 0.2, then 0.8."
    ),
    "horizontal_flip": message("Mirrors half of the pictures. Try it on faces, then on digits."),
    "vertical_flip": message("Turns half of the pictures upside down. Is the label still true?"),
    "brightness_range": message(
        "Multiplies all pixels by a factor between these two; 1 to 1 is off. Try 0.5 to 1.5."
    ),
    "channel_shift_range": message(
        "Adds or takes away up to this many levels, but never beyond the picture's own darkest and "
        "brightest pixel. Try 60."
    ),
    "fill_mode": message(
        "What fills the place that a moved picture leaves empty. Try each with a shift of 0.3."
    ),
    "cval": message("The pixel value that constant fills with."),
}

# The question whether a label is still true
QUIZ_TITLE = message("A question to you")
QUIZ_PICTURE = message("A training picture with the label “{label}”, as your recipe may show it")
YES = message("Yes")
NO = message("No")
AGREED = message("Right. {answer}")
DISAGREED = message("Look again. {answer}")
REPAIR = message("Change it to {settings}")

# One parameter from one extreme to the other
STRIP_TITLE = message("What does one parameter do?")
PARAMETER = message("Parameter")
PARAMETER_HELP = message("Shown alone and exaggerated. It follows the control you touch.")
AS_IS = message("as it is")
MIRRORED = message("mirrored")
UPSIDE_DOWN = message("upside down")
TURNED = (message("↺ {amount:g}°"), message("↻ {amount:g}°"))
MOVED_ACROSS = (message("← {amount:.0%}"), message("→ {amount:.0%}"))
MOVED_UP_OR_DOWN = (message("↑ {amount:.0%}"), message("↓ {amount:.0%}"))
SLANTED = message("{angle:g}°")
TIMES = message("× {factor:g}")
LEVELS = message("{level:+d}")
DRAWN_BY_THE_RECIPE = message("✓ {caption}")
REACH = message("✓ lies within what your recipe draws: {reach}.")
REACHES = {
    "rotation_range": message("−{value:g}° to {value:g}°"),
    "width_shift_range": message("up to {value:.0%} of the width to either side"),
    "height_shift_range": message("up to {value:.0%} of the height, up or down"),
    "shear_range": message("−{value:g}° to {value:g}°"),
    "zoom_range": message("{low:.2f} to {high:.2f} times as much of the picture"),
    "horizontal_flip": message("half of the pictures are mirrored"),
    "vertical_flip": message("half of the pictures are upside down"),
    "brightness_range": message("{low:g} to {high:g} times the light"),
    "channel_shift_range": message("−{value:g} to {value:g} levels"),
}
RECIPE_LEAVES_IT_OFF = message("Your recipe leaves it off.")
FILLING = message(
    "Shown turned by 20° and smaller, so that there is something to fill. ✓ is what your recipe "
    "uses."
)
