"""Two small components for photos: a movable square frame, and the clipboard."""

import base64

from core.drawing.photo import MAX_BYTES, Crop, PhotoError, Pixels, within
from dashboard.components.component import component

TEXTS = {
    "photo": "Your picture",
    "frame": "Frame: what the network receives",
    "keys": "Drag the frame, or its corner to change its size. With keys: arrows, + and −.",
    "paste": "Paste",
    "paste_help": "A picture that you copied (Ctrl+V works, too)",
    "nothing": "There is no picture in the clipboard. Copy one first.",
    "too_large": "This picture is too large. Save it smaller and upload it.",
    "use_keys": "The browser keeps the clipboard closed: press Ctrl+V instead.",
}

REFUSAL = "The browser sent something that is no picture: copy it again and paste it."

_CROP, _PASTE = component(__file__, "crop"), component(__file__, "paste")


def choose_crop(photo: Pixels, shown: str, first: Crop, key: str) -> Crop:
    """Show a photo with a frame that can be moved → the square inside it, `first` at first.

    `shown` is the photo as a data URL, of any size. The frame begins anew for each `key`.
    """
    height, width, _ = photo.shape
    state = _CROP(
        key=key,
        data={
            "image": shown,
            "width": width,
            "height": height,
            "crop": first._asdict(),
            "texts": TEXTS,
        },
        on_crop_change=lambda: None,
    )
    try:
        asked = {name: float(state.crop[name]) for name in Crop._fields}
        return within(photo, **asked)
    except (TypeError, KeyError, ValueError, OverflowError):
        return first  # nothing moved yet, or a forged message


def pasted_picture(key: str) -> bytes | None:
    """A button for the clipboard → the bytes that were pasted just now, or None.

    PhotoError for a message that carries none.
    """
    data = {"texts": TEXTS, "most": MAX_BYTES}
    message = _PASTE(key=key, data=data, on_picture_change=lambda: None).picture
    return None if message is None else decode(message)


def decode(message: object) -> bytes:
    """The bytes in a data URL of a picture; PhotoError for anything else."""
    if not isinstance(message, str) or not message.startswith("data:image/"):
        raise PhotoError(REFUSAL)
    try:
        return base64.b64decode(message.partition(";base64,")[2], validate=True)
    except ValueError as error:  # as binascii.Error, too
        raise PhotoError(REFUSAL) from error
