"""The box for the files of a dataset that a visitor has."""

from pathlib import Path

import streamlit as st

from core.datasets import DatasetError
from core.datasets.arrangement import Reading, Undecided
from core.datasets.arrangement.readings import listed
from core.datasets.choices import COLOUR_ORDERS, GROUNDS
from core.datasets.inspecting import inspect_apart
from core.datasets.inspection import Inspection
from core.language import say
from core.plain_text import plain_error, plain_sentence
from dashboard.data import texts
from dashboard.data.choice import choose_dataset
from dashboard.data.state import DataState, GivenFiles, OwnSettings
from dashboard.lab import notices, services
from dashboard.lab.state import state_of
from dashboard.lab.uploads import say_refusals
from dashboard.render import pictures
from dashboard.server.known_address import offers_local_files
from dashboard.server.uploaded_files import copy_into, working_folder

SIDES = (None, 8, 16, 28, 32, 48, 64, 96)
EXAMPLES = 12


def offer_import() -> None:
    """The box that takes files a student has."""
    with st.expander(say(texts.BOX), icon=":material/upload_file:", key="import_box"):
        st.markdown(say(texts.BOX_LEAD))
        state = state_of(DataState)
        key = f"uploads-{state.imports}"
        uploads = st.file_uploader(
            say(texts.FILES),
            accept_multiple_files=True,
            key=key,
            help=say(texts.FILES_HELP, megabytes=st.get_option("server.maxUploadSize")),
        )
        say_refusals(key)
        path = _path_input(f"import_path-{state.imports}")
        if st.button(say(texts.LOOK), icon=":material/search:", disabled=not (uploads or path)):
            state.given, state.own_settings = GivenFiles(uploads, path), None
            _inspect(OwnSettings())
        if state.undecided:
            _ask(state.undecided)
        elif state.inspection is not None:
            _show(state.inspection)


def _path_input(key: str) -> str:
    if not offers_local_files(st.context.headers):
        return ""
    return st.text_input(
        say(texts.PATH),
        placeholder=texts.PATH_PLACEHOLDER,
        help=say(texts.PATH_HELP),
        key=key,
    ).strip()


def _inspect(settings: OwnSettings) -> None:
    state = state_of(DataState)
    state.inspection, state.undecided = None, ()
    uploads, path = state.given
    with st.spinner(say(texts.LOOKING)):
        try:
            with working_folder() as folder:
                paths = [Path(path)] if path else []
                for number, upload in enumerate(uploads):  # two files may bear one name
                    paths.append(copy_into(folder / str(number), upload))
                state.inspection = inspect_apart(
                    services.library(),
                    paths,
                    folder,
                    title=settings.title,
                    picture_size=settings.side,
                    colour_order=settings.colour_order,
                    reading=settings.reading,
                    ground=settings.ground,
                )
        except Undecided as undecided:
            state.undecided = undecided.readings
        except DatasetError as error:
            st.error(plain_error(error), icon=":material/error:")
        except OSError as error:
            st.error(say(texts.NOT_COPIED, error=error.strerror), icon=":material/error:")


def _ask(readings: tuple[Reading, ...]) -> None:
    """Let the visitor choose how the classes are read, where guessing could be wrong."""
    st.warning(say(texts.SEVERAL_READINGS), icon=":material/help:")
    chosen = _reading_input(readings, None)
    if chosen:
        _inspect(OwnSettings(reading=chosen))
        if state_of(DataState).inspection:
            st.rerun()


def _reading_input(readings: tuple[Reading, ...], chosen: str | None) -> str | None:
    by_key = {reading.key: reading for reading in readings}

    def sentence(key: str) -> str:
        classes = by_key[key].classes
        source = by_key[key].source
        return plain_sentence(
            say(texts.READING, count=len(classes), classes=listed(classes), source=source)
        )

    return st.radio(
        say(texts.CLASSES_ARE),
        list(by_key),
        index=list(by_key).index(chosen) if chosen else None,
        format_func=sentence,
        key=f"own_reading-{state_of(DataState).imports}",
    )


def _show(inspection: Inspection) -> None:
    card = inspection.dataset.card
    if card.own:
        inspection = _with_settings(inspection)
        card = inspection.dataset.card
    height, width, channels = card.shape
    st.success(
        say(
            texts.FOUND,
            title=card.title,
            train=card.train_count,
            test=card.test_count,
            height=height,
            width=width,
            channels=channels,
        ),
        icon=":material/check_circle:",
    )
    st.caption(plain_sentence(say(texts.LAYOUT, layout=inspection.layout)))
    for note in (*inspection.notes, *([say(texts.VERIFIED)] if inspection.verified else [])):
        st.caption(plain_sentence(note))
    images, labels = inspection.dataset.x_train, inspection.dataset.y_train
    chosen = range(0, len(images), max(len(images) // EXAMPLES, 1))[:EXAMPLES]
    names = [card.classes[labels[index]] for index in chosen]
    st.html(pictures.grid([images[index] for index in chosen], names, card.max_value))
    st.dataframe(
        {
            say(texts.CLASS): card.classes,
            say(texts.TRAINING): card.train_counts,
            say(texts.TEST): card.test_counts,
        },
        hide_index=True,
        height="content" if card.num_classes <= 10 else 300,
    )
    with st.container(horizontal=True):
        st.button(say(texts.ACCEPT), type="primary", icon=":material/add:", on_click=_accept)
        st.button(say(texts.DISCARD), on_click=_discard)


def _with_settings(inspection: Inspection) -> Inspection:
    """Ask for the title and the size of pictures of one's own, for the order of colours where the
    files leave it open, and for the ground of drawings → read with what was chosen.
    """
    state, card = state_of(DataState), inspection.dataset.card
    name, size = st.columns(2)
    title = name.text_input(say(texts.NAME), card.title, max_chars=60, key="own_title")
    side = size.selectbox(
        say(texts.SIDE),
        SIDES,
        format_func=lambda side: f"{side}×{side}" if side else say(texts.AS_IS),
        key="own_side",
    )
    order = None
    if inspection.colour_order:
        order = st.segmented_control(
            say(texts.COLOUR_ORDER),
            COLOUR_ORDERS,
            default=inspection.colour_order,
            required=True,
            format_func=lambda order: say(texts.COLOUR_ORDERS[order]),
            key="own_colour_order",
        )
    reading = inspection.reading or None
    if len(inspection.readings) > 1:
        reading = _reading_input(inspection.readings, reading)
    ground = None
    if inspection.grounds and not inspection.grounds.are_all_dark:
        ground = st.selectbox(
            say(texts.GROUND),
            (None, *GROUNDS),
            format_func=lambda ground: say(texts.GROUNDS[ground]),
            key="own_ground",
        )
    settings = OwnSettings(title or None, side, order, reading, ground)
    found = OwnSettings(card.title, None, inspection.colour_order, inspection.reading or None)
    if settings != (state.own_settings or found):
        state.own_settings = settings
        _inspect(settings)
        if state.undecided:
            st.rerun()
    if state.inspection is None:
        st.stop()
    return state.inspection


def _accept() -> None:
    inspection = state_of(DataState).inspection
    if inspection is None:
        return  # a second click
    try:
        name = services.library().accept(inspection)
    except DatasetError as error:
        notices.notice(str(error))
        return
    notices.notice(say(texts.ADDED, title=services.library().card(name).title), good=True)
    choose_dataset(name)
    _discard()


def _discard() -> None:
    state = state_of(DataState)
    state.inspection, state.undecided, state.own_settings = None, (), None
    state.given = GivenFiles([], "")
    state.imports += 1
