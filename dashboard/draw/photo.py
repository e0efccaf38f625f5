"""A picture instead of a drawing: uploaded, pasted or from the camera, cut by a movable frame."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from PIL import Image, ImageDraw
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.datasets import DatasetCard
from core.drawing import faces, paper, photo
from core.drawing.photo import Crop, PhotoError, Pixels
from core.drawing.writing import Box
from core.language import say
from core.runs.run import Run
from dashboard.components.photo_input import choose_crop, pasted_picture
from dashboard.draw import challenges, texts
from dashboard.draw.answer import PreparedPicture, answer_html, prepared, prepared_drawing
from dashboard.draw.state import DrawState, Photo
from dashboard.lab import shown_picture
from dashboard.lab.fragment import fragment
from dashboard.lab.state import state_of, widget_value
from dashboard.lab.uploads import say_refusals
from dashboard.render import pictures
from dashboard.server.uploaded_files import content_of

TYPES = ["png", "jpg", "jpeg", "jfif", "webp", "heic", "heif", "avif", "gif", "bmp", "tif", "tiff"]
STAGES: dict[str, Callable[[Pixels, Pixels], Pixels]] = {
    "squeezed": lambda whole, _cut: whole,
    "cropped": lambda _whole, cut: cut,
    "on_black": lambda _whole, cut: photo.on_black(cut),
}
"""What becomes the network's picture, out of the whole photo and what lies in the frame."""
SHOWN_SIDE = 480
MOST_MEGABYTES = 15
"""Of a file with a photo."""
BOX = "#0072B2"


@fragment()
def show_photo(run: Run, card: DatasetCard, writing: bool) -> None:
    """The ways to a picture, the frame over it, and what the network says; `writing` on paper."""
    given, right = st.columns([2, 3], gap="large")
    with given:
        _take_picture(card, writing)
        shown = _on_screen(card, writing)
        cut = None
        if shown is not None:
            crop = choose_crop(shown.whole, shown.url, shown.crop, f"crop-{shown.number}")
            st.caption(shown.note)
            cut = photo.cut(shown.whole, crop)
    with right, st.container(key="verdict"):
        _show_answer(run, card, shown, cut, writing)
    challenges.choose(card, drawn=False)


def _take_picture(card: DatasetCard, writing: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        source = st.segmented_control(
            say(texts.FROM),
            list(texts.SOURCES),
            format_func=lambda name: say(texts.SOURCES[name]),
            default="upload",
            required=True,
            key="photo_source",
            label_visibility="collapsed",
            width="content",
        )
        try:
            pasted = pasted_picture("photo_paste")
        except PhotoError as error:
            state_of(DrawState).photo_refusal = str(error)
            pasted = None
        if pasted is not None:
            _read(pasted, card, writing)
    if source == "camera":
        key = "photo_camera"
        st.camera_input(
            say(texts.CAMERA), key=key, on_change=_taken, args=(key, card, writing),
            label_visibility="collapsed",
        )  # fmt: skip
    else:
        key = "photo_upload"
        st.file_uploader(
            say(texts.UPLOAD), TYPES, key=key, on_change=_taken, args=(key, card, writing),
            help=say(texts.UPLOAD_HELP), label_visibility="collapsed",
            max_upload_size=MOST_MEGABYTES,
        )  # fmt: skip
    say_refusals(key)
    if state_of(DrawState).photo_refusal:
        st.warning(state_of(DrawState).photo_refusal, icon=":material/info:")


def _taken(key: str, card: DatasetCard, writing: bool) -> None:
    file = widget_value(key)
    state_of(DrawState).photo_refusal = ""
    if isinstance(file, UploadedFile):
        _read(content_of(file, MOST_MEGABYTES * 2**20), card, writing)
    else:  # none, or one that was not taken
        state_of(DrawState).photo = None


def _read(content: bytes, card: DatasetCard, writing: bool) -> None:
    state_of(DrawState).photo_refusal = ""
    try:
        state_of(DrawState).photo = _framed(photo.read(content), card, writing)
    except PhotoError as error:
        state_of(DrawState).photo = None
        state_of(DrawState).photo_refusal = str(error)


def _on_screen(card: DatasetCard, writing: bool) -> Photo | None:
    """The picture shown; framed anew when another dataset is on screen."""
    shown = state_of(DrawState).photo
    if shown is not None and shown.dataset != card.name:
        shown = state_of(DrawState).photo = _framed(shown.source, card, writing)
    return shown


def _framed(source: Pixels, card: DatasetCard, writing: bool) -> Photo:
    state_of(DrawState).photos += 1
    number = state_of(DrawState).photos
    whole, crop, words = source, photo.middle(source), say(texts.MIDDLE)
    boxes: list[Box] = []
    if writing:
        whole = paper.on_larger_paper(source)
        boxes = paper.boxes_in_photo(whole, _lies_apart(card))
        crop, words = _around_writing(whole, boxes, card)
    elif card.domain == "face":
        crop, words = _around_face(source, card)
    elif card.on_black:
        whole = photo.squared(source)
        crop, words = photo.around_subject(whole), say(texts.SUBJECT)
    return Photo(number, card.name, source, whole, _url(whole, boxes), crop, words)


def _around_writing(whole: Pixels, boxes: list[Box], card: DatasetCard) -> tuple[Crop, str]:
    """Where the frame begins on a photo of paper, and why."""
    if not boxes:
        return photo.middle(whole), say(texts.PAPER)
    crop = paper.around(whole, boxes[0])
    if len(boxes) == 1:
        return crop, say(texts.WRITING)
    one = texts.ONE_LETTER if card.domain == "letter" else texts.ONE_DIGIT
    return crop, say(one, count=len(boxes))


def _lies_apart(card: DatasetCard) -> bool:
    return card.pen is not None and card.pen.apart


def _around_face(source: Pixels, card: DatasetCard) -> tuple[Crop, str]:
    """Where the frame begins on a photo of a face, and why."""
    face = faces.find_face(source)
    if face is None:
        return photo.middle(source), say(texts.NO_FACE)
    return face.crop, say(texts.FACE if face.is_sure else texts.PERHAPS_FACE, title=card.title)


def _url(whole: Pixels, boxes: list[Box]) -> str:
    """A small copy of the picture for the browser; of several boxes each is drawn."""
    small = Image.fromarray(whole)
    small.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    if len(boxes) > 1:
        factor = max(small.size) / max(whole.shape)
        for box in boxes:
            ImageDraw.Draw(small).rectangle(box.scaled(factor).edges, outline=BOX, width=3)
    return pictures.data_uri(small)


def _show_answer(
    run: Run, card: DatasetCard, shown: Photo | None, cut: Pixels | None, writing: bool
) -> None:
    preparations, finding = _prepared(card, None, None, writing), ""
    nothing, picture = say(texts.NOTHING_SHOWN), None
    if shown is not None:
        try:
            preparations, nothing = _prepared(card, shown.whole, cut, writing), ""
            picture = preparations[-1].picture
        except PhotoError as error:
            finding = str(error)
    shown_picture.remember_picture(card, lambda: picture)
    task = partial(challenges.progress, card, False, challenges.chosen(card, False))
    st.html(answer_html(run.id, card, preparations, nothing, task, finding))


def _prepared(
    card: DatasetCard, whole: Pixels | None, cut: Pixels | None, writing: bool
) -> list[PreparedPicture]:
    """A photo in its stages, empty pictures without one; PhotoError if it shows no writing."""
    if writing:
        ink = None if cut is None else paper.ink_in_photo(cut, _lies_apart(card))
        return prepared_drawing(card, ink)
    stages = [stage for stage in STAGES if stage != "on_black" or card.on_black]
    if whole is None or cut is None:
        return [prepared(card, stage, None) for stage in stages]
    return [
        prepared(card, stage, photo.as_picture(STAGES[stage](whole, cut), card)) for stage in stages
    ]
