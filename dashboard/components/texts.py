"""What the components say; their scripts get these texts with their data."""

from core.language import message, say

DRAW_PAD = {
    "pad": message("Drawing pad"),
    "hint": message("Draw a digit here"),
    "keys": message(
        "Arrow keys move the pen, Space puts it down or lifts it, Ctrl+Z undoes, Delete clears"
    ),
    "tools": message("Drawing tools"),
    "undo": message("Undo"),
    "undo_help": message("Take back the last stroke or the last clearing (Ctrl+Z)"),
    "erase": message("Eraser"),
    "erase_help": message("Rub out instead of drawing; press again for the pen"),
    "clear": message("Clear"),
    "clear_help": message("Empty the pad (Delete)"),
    "pen_down": message("Pen down"),
    "pen_up": message("Pen up"),
    "undone": message("Undone"),
    "cleared": message("The pad is empty"),
}
NO_DRAWING = message("The browser sent something that is no drawing: clear the pad and draw again.")

PHOTO_INPUT = {
    "photo": message("Your picture"),
    "frame": message("Frame: what the network receives"),
    "keys": message(
        "Drag the frame, or its corner to change its size. With keys: arrows, + and −."
    ),
    "paste": message("Paste"),
    "paste_help": message("A picture that you copied (Ctrl+V works, too)"),
    "nothing": message("There is no picture in the clipboard. Copy one first."),
    "too_large": message("This picture is too large. Save it smaller and upload it."),
    "use_keys": message("The browser keeps the clipboard closed: press Ctrl+V instead."),
}
NO_PICTURE = message("The browser sent something that is no picture: copy it again and paste it.")

CURVE_PAD = {
    "hint": message("Draw here how it will go"),
    "keys": message("Arrow keys: up and down move the curve at an epoch, left and right go on"),
    "axis": message("epoch"),
    "accuracy": message("accuracy"),
    "loss": message("loss"),
    "at": message("Epoch {epoch}: {value}"),
    "empty": message("Epoch {epoch}: not drawn yet"),
    "prediction": message("your prediction"),
}

NO_ANSWER = message("The lab does not answer. Is it still running?")
"""For `pen_answer`."""

SLIDING_WINDOW = {
    "input": message("what the layer is given"),
    "output": message("what this filter gives"),
    "patch": message("patch"),
    "kernel": message("kernel"),
    "products": message("products"),
    "sum": message("sum of the products"),
    "others": message("the other channels"),
    "bias": message("bias"),
    "edge": message("beyond the edge: 0"),
    "play": message("Slide"),
    "pause": message("Hold"),
    "place": message("row {row}, column {column}"),
    "hint": message("Point at a pixel, use the arrow keys, or let it slide."),
}


def said(texts: dict[str, str]) -> dict[str, str]:
    """The texts of a component in the present language; braces are filled in by its script."""
    return {name: say(text) for name, text in texts.items()}
