"""A picture instead of a drawing: uploaded, pasted or from the camera, cut by a movable frame."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from PIL import Image

from core.datasets import DatasetCard
from core.drawing import faces, paper, photo
from core.drawing.photo import PhotoError, Pixels
from core.language import say
from core.runs.run import Run
from dashboard.components.photo_input import choose_crop, pasted_picture
from dashboard.draw import challenges, texts
from dashboard.draw.answer import Prepared, answer_html, prepared, prepared_drawing
from dashboard.draw.state import DrawState, Photo
from dashboard.lab import shown_picture
from dashboard.lab.fragment import fragment
from dashboard.lab.state import state_of, widget_value
from dashboard.render import pictures

TYPES = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"]
STAGES: dict[str, Callable[[Pixels, Pixels], Pixels]] = {
    "squeezed": lambda whole, _cut: whole,
    "cropped": lambda _whole, cut: cut,
    "on_black": lambda _whole, cut: photo.on_black(cut),
}
"""What becomes the network's picture, out of the whole photo and what lies in the frame."""
SHOWN_SIDE = 480


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
            help=say(texts.UPLOAD_HELP), label_visibility="collapsed", max_upload_size=15,
        )  # fmt: skip
    if state_of(DrawState).photo_refusal:
        st.warning(state_of(DrawState).photo_refusal, icon=":material/info:")


def _taken(key: str, card: DatasetCard, writing: bool) -> None:
    file = widget_value(key)
    state_of(DrawState).photo_refusal = ""
    if file is None:
        state_of(DrawState).photo = None
    else:
        _read(file.getvalue(), card, writing)


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
    whole, crop, note = source, photo.middle(source), texts.PAPER if writing else texts.MIDDLE
    if card.domain == "face":
        face = faces.find_face(source)
        crop, note = face or crop, texts.FACE if face else texts.NO_FACE
    elif card.on_black:
        whole = photo.squared(source)
        crop, note = photo.around_subject(whole), texts.SUBJECT
    small = Image.fromarray(whole)
    small.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    url = pictures.data_uri(small)
    words = say(note, title=card.title)
    return Photo(state_of(DrawState).photos, card.name, source, whole, url, crop, words)


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
) -> list[Prepared]:
    """A photo in its stages, empty pictures without one; PhotoError if it shows no writing."""
    if writing:
        return prepared_drawing(card, None if cut is None else paper.ink_in_photo(cut))
    stages = [stage for stage in STAGES if stage != "on_black" or card.on_black]
    if whole is None or cut is None:
        return [prepared(card, stage, None) for stage in stages]
    return [
        prepared(card, stage, photo.as_picture(STAGES[stage](whole, cut), card)) for stage in stages
    ]
