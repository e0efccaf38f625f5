"""Two small components for photos: a movable square frame, and the clipboard."""

import base64

from core.drawing.photo import MAX_BYTES, Crop, PhotoError, Pixels, clamped_crop
from core.language import say
from dashboard.components import texts
from dashboard.components.component import component

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
            "texts": texts.said(texts.PHOTO_INPUT),
        },
        on_crop_change=lambda: None,
    )
    try:
        moved = {name: float(state.crop[name]) for name in Crop._fields}
        return clamped_crop(photo, **moved)
    except (TypeError, KeyError, ValueError, OverflowError):
        return first  # nothing moved yet, or a forged message


def pasted_picture(key: str) -> bytes | None:
    """A button for the clipboard → the bytes that were pasted just now, or None.

    PhotoError for a message that carries none.
    """
    data = {"texts": texts.said(texts.PHOTO_INPUT), "most": MAX_BYTES}
    message = _PASTE(key=key, data=data, on_picture_change=lambda: None).picture
    return None if message is None else decode(message)


def decode(message: object) -> bytes:
    """The bytes in a data URL of a picture; PhotoError for anything else."""
    if not isinstance(message, str) or not message.startswith("data:image/"):
        raise PhotoError(say(texts.NO_PICTURE))
    try:
        return base64.b64decode(message.partition(";base64,")[2], validate=True)
    except ValueError as error:  # as binascii.Error, too
        raise PhotoError(say(texts.NO_PICTURE)) from error
