"""Getting datasets: the download of a published one, and the box for files one has."""

import tempfile
from pathlib import Path

import streamlit as st

from core.datasets import DatasetCard, DatasetError
from core.datasets.inspection import Inspection
from core.datasets.jobs import DownloadState
from core.recipe import first_recipe
from dashboard.lab import notices, screen, services
from dashboard.lab.fragment import fragment
from dashboard.render import pictures

TEXT = {
    "missing": "{title} is not on this machine yet. Download it once, or add files you have below.",
    "download": "Download {title}",
    "again": "Try again",
    "cancel": "Cancel",
    "progress": "{done:.1f} of {total:.1f} MB · {rate:.1f} MB/s · {left}",
    "progress_unknown": "{done:.1f} MB · {rate:.1f} MB/s",
    "left": "{seconds:.0f} s left",
    "left_unknown": "a moment",
    "starting": "Looking for it …",
    "cancelled": "The download was cancelled. Nothing of it was kept.",
    "downloaded": "{title} is ready.",
    "box": "Add files you have",
    "box_lead": (
        "Drop the files of a dataset, in any layout it is passed around in: IDX, npz, CSV, "
        "pickles, binary, parquet, folders of pictures, archives of these. Or pictures of your "
        "own: a zip with one folder for each class."
    ),
    "files": "Files",
    "path": "Or a file or folder on this computer",
    "path_help": "For files too large to upload. Give the full path; nothing there is changed.",
    "path_placeholder": "~/Downloads/fer2013.tar.gz",
    "look": "Look inside",
    "looking": "Looking inside …",
    "name": "Name of your dataset",
    "side": "Size of the pictures",
    "side_as_is": "as it is",
    "side_option": "{side}×{side}",
    "found": "This is **{title}**: {train:,} training and {test:,} test pictures of "
    "{height}×{width}×{channels}.",
    "layout": "Layout: {layout}",
    "verified": "Every pixel and every label is the published one.",
    "class": "class",
    "training": "training",
    "test": "test",
    "accept": "Add it to the lab",
    "discard": "Leave it",
    "added": "{title} was added.",
}
TICK_SECONDS = 0.5
MEGABYTE = 1e6
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SIDES = (None, 8, 16, 28, 32, 48, 64, 96)
EXAMPLES = 12


def offer_download(card: DatasetCard) -> None:
    """The way to a published dataset that is not on this machine."""
    st.info(TEXT["missing"].format(title=card.title), icon=":material/cloud_download:")
    state = services.downloads().state(card.name)
    running = state is not None and state.status == "running"
    fragment(run_every=TICK_SECONDS if running else None)(_download)(card)


def _download(card: DatasetCard) -> None:
    state = services.downloads().state(card.name)
    if state is not None and state.status == "running":
        _show_progress(state)
        st.button(
            TEXT["cancel"],
            icon=":material/close:",
            key="cancel_download",
            on_click=services.downloads().cancel,
            args=(card.name,),
        )
        return
    if state is not None and state.status == "done" and services.library().ready(card.name):
        notices.notice(TEXT["downloaded"].format(title=card.title), good=True)
        st.rerun()
    if state is not None and state.status == "failed":
        st.error(state.error, icon=":material/error:")
    if state is not None and state.status == "cancelled":
        st.caption(TEXT["cancelled"])
    failed = state is not None and state.status == "failed"
    label = TEXT["again"] if failed else TEXT["download"].format(title=card.title)
    if st.button(label, type="primary", icon=":material/download:", key="download"):
        services.downloads().start(card.name)
        st.rerun()


def _show_progress(state: DownloadState) -> None:
    done, rate = state.done / MEGABYTE, state.rate / MEGABYTE
    if not state.done:
        st.progress(0.0, text=TEXT["starting"])
    elif state.total:
        left = state.seconds_left
        text = TEXT["progress"].format(
            done=done,
            total=state.total / MEGABYTE,
            rate=rate,
            left=TEXT["left_unknown"] if left is None else TEXT["left"].format(seconds=left),
        )
        st.progress(min(state.done / state.total, 1.0), text=text)
    else:
        st.progress(0.0, text=TEXT["progress_unknown"].format(done=done, rate=rate))


def offer_import() -> None:
    """The box that takes files a student has."""
    with st.expander(TEXT["box"], icon=":material/upload_file:", key="import_box"):
        st.markdown(TEXT["box_lead"])
        uploads = st.file_uploader(
            TEXT["files"], accept_multiple_files=True, key=f"uploads-{_round()}"
        )
        path = _path_input()
        if st.button(TEXT["look"], icon=":material/search:", disabled=not (uploads or path)):
            st.session_state.finding = None
            st.session_state.finding_source = (uploads, path)
            _inspect()
        if st.session_state.get("finding") is not None:
            _show_finding(st.session_state.finding)


def _path_input() -> str:
    if not _is_own_computer():
        return ""
    return st.text_input(
        TEXT["path"],
        placeholder=TEXT["path_placeholder"],
        help=TEXT["path_help"],
        key=f"import_path-{_round()}",
    ).strip()


def _is_own_computer() -> bool:
    """Whether the visitor sits at the machine that the app runs on.

    A path names a file of that machine: on a server, nobody else's business.
    """
    serves_itself = st.get_option("server.address") in LOOPBACK
    return serves_itself and "X-Forwarded-For" not in st.context.headers


def _round() -> int:
    """Counts the imports of this visit, so that each begins with an empty box."""
    return st.session_state.get("import_round", 0)


def _inspect(title: str | None = None, side: int | None = None) -> None:
    uploads, path = st.session_state.finding_source
    with st.spinner(TEXT["looking"]), tempfile.TemporaryDirectory() as folder:
        paths = [Path(path)] if path else []
        for upload in uploads:
            copy = Path(folder) / Path(upload.name).name
            copy.write_bytes(upload.getbuffer())
            paths.append(copy)
        try:
            st.session_state.finding = services.library().inspect(paths, title, side)
        except DatasetError as error:
            st.session_state.finding = None
            st.error(str(error), icon=":material/error:")


def _show_finding(finding: Inspection) -> None:
    card = finding.dataset.card
    if card.own:
        _settings_of_own(card)
        finding = st.session_state.finding
        card = finding.dataset.card
    height, width, channels = card.shape
    st.success(
        TEXT["found"].format(
            title=card.title,
            train=card.train_count,
            test=card.test_count,
            height=height,
            width=width,
            channels=channels,
        ),
        icon=":material/check_circle:",
    )
    st.caption(TEXT["layout"].format(layout=finding.layout))
    for note in (*finding.notes, *([TEXT["verified"]] if finding.verified else [])):
        st.caption(note)
    images, labels = finding.dataset.x_train, finding.dataset.y_train
    chosen = range(0, len(images), max(len(images) // EXAMPLES, 1))[:EXAMPLES]
    names = [card.classes[labels[index]] for index in chosen]
    st.html(pictures.grid([images[index] for index in chosen], names, card.max_value))
    st.dataframe(
        {
            TEXT["class"]: card.classes,
            TEXT["training"]: card.train_counts,
            TEXT["test"]: card.test_counts,
        },
        hide_index=True,
        height="content" if card.num_classes <= 10 else 300,
    )
    with st.container(horizontal=True):
        st.button(TEXT["accept"], type="primary", icon=":material/add:", on_click=_accept)
        st.button(TEXT["discard"], on_click=_discard)


def _settings_of_own(card: DatasetCard) -> None:
    name, size = st.columns(2)
    title = name.text_input(TEXT["name"], card.title, max_chars=60, key="own_title")
    side = size.selectbox(
        TEXT["side"],
        SIDES,
        format_func=lambda side: (
            TEXT["side_option"].format(side=side) if side else TEXT["side_as_is"]
        ),
        key="own_side",
    )
    if (title, side) != st.session_state.get("own_settings", (card.title, None)):
        st.session_state.own_settings = (title, side)
        _inspect(title or None, side)
        if st.session_state.finding is None:
            st.stop()


def _accept() -> None:
    try:
        name = services.library().accept(st.session_state.finding)
    except DatasetError as error:
        notices.notice(str(error))
        return
    card = services.library().card(name)
    screen.set_recipe(first_recipe(name, card.num_classes))
    notices.notice(TEXT["added"].format(title=card.title), good=True)
    _discard()


def _discard() -> None:
    for key in ("finding", "finding_source", "own_settings"):
        st.session_state.pop(key, None)
    st.session_state.import_round = _round() + 1
