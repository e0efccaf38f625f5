"""What the Draw page says."""

from core.language import message

# The page
TITLE = message("Draw")
LEADS = {
    "pad": message("Draw one digit, large."),
    "photo": message("Photograph one digit on paper."),
}
LETTER_LEADS = {
    "pad": message("Draw one letter, large."),
    "photo": message("Photograph one letter on paper."),
}
LEAD_PICTURE = message("Show it a picture. It learned {title}.")
WITH = message("With")
TOOLS = {"pad": message("Drawing pad"), "photo": message("Photo of paper")}
WHY = message("Why does it say that?")
WHY_HELP = message("Follow this picture through the network, on the Explain page.")
NOTICE = message(
    "**What to notice.** The same drawing, prepared in three ways, gets three answers. A network "
    "reads well only what is prepared as its training pictures were. And the probabilities add up "
    "to 1: scribble, and it must still name a class."
)
NOTICE_PICTURE = message(
    "**What to notice.** The network sees the small picture only, and nothing like your picture "
    "may have been among those it learned from. The probabilities add up to 1: it must name one of "
    "its classes, whatever it is shown."
)

# The answer
SURE = message("with a probability of {share:.1%}")
LARGEST = message("its output is {output}: without softmax no probability")
AFTER_EPOCH = message("{verdict}, after epoch {epoch}")
NOTHING_DRAWN = message("Nothing is drawn yet.")
NOTHING_SHOWN = message("Nothing is shown yet.")
PICTURE_READ = message("{title}, {height}×{width} pixels: read as {name} with {amount}")
PICTURE_EMPTY = message("{title}, {height}×{width} pixels: empty")
NOT_DRAWN = message("Nobody draws the pictures of {title}.")

# How a picture is prepared: title and note
PREPARATIONS = {
    "raw": (message("Raw"), message("all of it, shrunk")),
    "boxed": (message("Boxed"), message("cut out, as large as theirs")),
    "centred": (message("Centred"), message("as {title} was made")),
    "squeezed": (message("Squeezed"), message("all of it, shrunk")),
    "cropped": (message("Cropped"), message("the frame, shrunk")),
    "on_black": (message("On black"), message("as {title} was made")),
}

# A picture instead of a drawing
FROM = message("From")
SOURCES = {"upload": message("A file"), "camera": message("Camera")}
UPLOAD = message("Picture")
UPLOAD_HELP = message(
    "JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP or TIFF, at most 15 MB. It stays in memory and is gone "
    "when you leave, unless you keep it below."
)
CAMERA = message("Camera")
FACE = message(
    "A face was found, and the frame put around it as tightly as around the faces of {title}."
)
NO_FACE = message("No face was found, so the frame is in the middle. Move it onto the face.")
SUBJECT = message("The frame is around what differs from the background.")
MIDDLE = message("The frame is in the middle: move it onto one thing.")
PERHAPS_FACE = message(
    "This may be a face, but it is a guess. If it is none, move the frame onto the face."
)
PAPER = message("No writing was found. Move the frame onto what is written.")
WRITING = message("The writing was found, and the frame put around it.")
ONE_DIGIT = message(
    "{count} digits were found, each in a box. One digit at a time: the frame is around the "
    "largest, move it onto another."
)
ONE_LETTER = message(
    "{count} letters were found, each in a box. One letter at a time: the frame is around the "
    "largest, move it onto another."
)

# Challenges
CHALLENGES = message("Challenges")
CHALLENGES_HELP = message("Choose one, and watch it beside the answer.")
MET = message("Done. {moral}")

# One's own test set
OWN = message("Our own test set")
OWN_LEAD = message(
    "Which was it really? Choose, and the picture above is kept as the network received it. "
    "Nothing is stored before."
)
KEEP = message("Keep it as")
NOTHING_TO_KEEP = message("There is nothing to keep yet.")
KEPT = message("Kept as {name}: picture {number}.")
UNWRITTEN = message("Nothing was changed: the file could not be written ({reason}).")
SCORE = message("The network reads {right} of your {count} right ({share:.0%}).")
NEWEST = message("The newest {shown} of {count}.")
WRONG = message("{number}: ✗ says {predicted}, is {name}")
RIGHT = message("{number}: ✓ {name}")
UNDO = message("Take back the last")
EXPORT = message("Export")
EXPORT_HELP = message("A zip: a PNG for each picture, a folder for each class, and labels.csv.")
REMOVE = message("Remove")
WHICH = message("Which pictures?")
ONE = message("{number}: {name}")
REMOVE_THEM = message("Remove them")
