"""A picture instead of a drawing: uploaded, pasted or from the camera, cut by a movable frame."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import streamlit as st
from PIL import Image

from core.datasets import DatasetCard
from core.drawing import faces, paper, photo
from core.drawing.photo import Crop, PhotoError, Pixels
from core.runs.store import Run
from dashboard.components.photo_input import choose_crop, pasted_picture
from dashboard.draw import challenges
from dashboard.draw.readings import TEXT as READINGS
from dashboard.draw.readings import Reading, answer, ink_readings
from dashboard.lab import shown_picture
from dashboard.lab.fragment import fragment
from dashboard.render import pictures

TEXT = {
    "from": "From",
    "sources": {"upload": "A file", "camera": "Camera"},
    "upload": "Picture",
    "upload_help": "JPEG, PNG, WebP, GIF, BMP or TIFF, at most 15 MB. It stays in memory and is "
    "gone when you leave, unless you keep it below.",
    "camera": "Camera",
    "face": "A face was found, and the frame put around it as tightly as around the faces of "
    "{title}.",
    "no_face": "No face was found, so the frame is in the middle. Move it onto the face.",
    "subject": "The frame is around what differs from the background.",
    "middle": "The frame is in the middle: move it onto one thing.",
    "paper": "Move the frame onto one digit, written with a dark pen.",
    "squeezed": "Squeezed",
    "squeezed_note": "all of it, shrunk",
    "cropped": "Cropped",
    "cropped_note": "the frame, shrunk",
    "turned": "On black",
    "turned_note": "as {title} was made",
}
TYPES = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"]
STAGES: dict[str, Callable[[Pixels, Pixels], Pixels]] = {
    "squeezed": lambda whole, _cut: whole,
    "cropped": lambda _whole, cut: cut,
    "turned": lambda _whole, cut: photo.on_black(cut),
}
"""What becomes the network's picture, out of the whole photo and what lies in the frame."""
SHOWN_SIDE = 480


class Shown(NamedTuple):
    """A picture that a visitor shows: where its frame begins, and why there.

    `source` is the photo as it was read, `photo` what the frame moves over, `url` a small copy of
    it for the browser.
    """

    name: str
    dataset: str
    source: Pixels
    photo: Pixels
    url: str
    crop: Crop
    note: str


@fragment()
def show_photo(run: Run, card: DatasetCard, writing: bool) -> None:
    """The ways to a picture, the frame over it, and what the network says; `writing` on paper."""
    given, right = st.columns([2, 3], gap="large")
    with given:
        _take_picture(card, writing)
        shown = _on_screen(card, writing)
        cut = None
        if shown is not None:
            crop = choose_crop(shown.photo, shown.url, shown.crop, f"crop-{shown.name}")
            st.caption(shown.note)
            cut = photo.cut(shown.photo, crop)
    with right, st.container(key="verdict"):
        _show_answer(run, card, shown, cut, writing)
    challenges.choose(card, drawn=False)


def _take_picture(card: DatasetCard, writing: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        source = st.segmented_control(
            TEXT["from"],
            list(TEXT["sources"]),
            format_func=TEXT["sources"].get,
            default="upload",
            required=True,
            key="photo_source",
            label_visibility="collapsed",
            width="content",
        )
        try:
            pasted = pasted_picture("photo_paste")
        except PhotoError as error:
            st.session_state.photo_refused = str(error)
            pasted = None
        if pasted is not None:
            _read(pasted, card, writing)
    if source == "camera":
        key = "photo_camera"
        st.camera_input(
            TEXT["camera"], key=key, on_change=_taken, args=(key, card, writing),
            label_visibility="collapsed",
        )  # fmt: skip
    else:
        key = "photo_upload"
        st.file_uploader(
            TEXT["upload"], TYPES, key=key, on_change=_taken, args=(key, card, writing),
            help=TEXT["upload_help"], label_visibility="collapsed", max_upload_size=15,
        )  # fmt: skip
    if refusal := st.session_state.get("photo_refused"):
        st.warning(refusal, icon=":material/info:")


def _taken(key: str, card: DatasetCard, writing: bool) -> None:
    file = st.session_state[key]
    st.session_state.photo_refused = ""
    if file is None:
        st.session_state.photo = None
    else:
        _read(file.getvalue(), card, writing)


def _read(content: bytes, card: DatasetCard, writing: bool) -> None:
    st.session_state.photo_refused = ""
    try:
        st.session_state.photo = _framed(photo.read(content), card, writing)
    except PhotoError as error:
        st.session_state.photo = None
        st.session_state.photo_refused = str(error)


def _on_screen(card: DatasetCard, writing: bool) -> Shown | None:
    """The picture shown; framed anew when another dataset is on screen."""
    shown = st.session_state.get("photo")
    if shown is not None and shown.dataset != card.name:
        shown = st.session_state.photo = _framed(shown.source, card, writing)
    return shown


def _framed(source: Pixels, card: DatasetCard, writing: bool) -> Shown:
    number = st.session_state.photo_number = st.session_state.get("photo_number", 0) + 1
    whole, crop, note = source, photo.middle(source), TEXT["paper" if writing else "middle"]
    if card.domain == "face":
        face = faces.find_face(source)
        crop, note = face or crop, TEXT["face" if face else "no_face"].format(title=card.title)
    elif card.on_black:
        whole = photo.squared(source)
        crop, note = photo.around_subject(whole), TEXT["subject"]
    small = Image.fromarray(whole)
    small.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    return Shown(str(number), card.name, source, whole, pictures.data_uri(small), crop, note)


def _show_answer(
    run: Run, card: DatasetCard, shown: Shown | None, cut: Pixels | None, writing: bool
) -> None:
    readings, nothing, finding = _readings(card, None, None, writing), READINGS["nothing_shown"], ""
    picture = None
    if shown is not None:
        try:
            readings, nothing = _readings(card, shown.photo, cut, writing), ""
            picture = readings[-1].picture
        except PhotoError as error:
            finding = str(error)
    shown_picture.remember(card, lambda: picture)
    task = partial(challenges.progress, card, False, challenges.chosen(card, False))
    st.html(answer(run.id, card, readings, nothing, task, finding))


def _readings(
    card: DatasetCard, whole: Pixels | None, cut: Pixels | None, writing: bool
) -> list[Reading]:
    """A photo in its stages, empty pictures without one; PhotoError if it shows no writing."""
    if writing:
        return ink_readings(card, None if cut is None else paper.ink_of(cut))
    stages = [stage for stage in STAGES if stage != "turned" or card.on_black]
    empty = np.zeros(card.shape, np.uint8)
    return [
        Reading(
            TEXT[stage],
            TEXT[f"{stage}_note"].format(title=card.title),
            empty if whole is None else photo.prepare(STAGES[stage](whole, cut), card),
        )
        for stage in stages
    ]
