"""Our own test set: keep what is drawn or shown with its true label, look through it, export it."""

import numpy as np
import streamlit as st

from core.datasets import DatasetCard
from core.drawing.own_test_set import Labelled, OwnTestSet, OwnTestSetError
from core.engine import EngineError
from core.language import say
from core.runs.store import Run, RunError
from dashboard.lab import services, shown_picture
from dashboard.lab.fragment import fragment
from dashboard.lab.picture_sets import own_pictures
from dashboard.lab.texts import DIVERGED
from dashboard.render import pictures
from dashboard.server.files import offer_file

TEXT = {
    "title": "Our own test set",
    "lead": "Which was it really? Choose, and the picture above is kept as the network received "
    "it. Nothing is stored before.",
    "keep": "Keep it as",
    "nothing": "There is nothing to keep yet.",
    "kept": "Kept as {name}: picture {count}.",
    "unwritten": "Nothing was changed: the file could not be written ({reason}).",
    "score": "The network reads {right} of your {count} right ({share:.0%}).",
    "more": "The newest {shown} of {count}.",
    "says": "{number}: ✗ says {said}, is {name}",
    "right": "{number}: ✓ {name}",
    "undo": "Take back the last",
    "export": "Export",
    "export_help": "A zip: a PNG for each picture, a folder for each class, and labels.csv.",
    "remove": "Remove",
    "which": "Which pictures?",
    "one": "{number}: {name}",
    "sure": "Remove them",
}
SHOWN = 48
PILLS = 12  # more classes than that are chosen from a list


@fragment()
def show_own(run: Run, card: DatasetCard) -> None:
    """The section: keep, and what is kept."""
    own = own_pictures(card)
    st.subheader(TEXT["title"])
    st.markdown(TEXT["lead"])
    _labels(own)
    said = st.empty()
    _show_kept(run, own)
    # Last: a rerun makes every download anew, so whoever reads "kept" may click "Export".
    said.caption(st.session_state.pop("own_said", "") or " ")


def _show_kept(run: Run, own: OwnTestSet) -> None:
    version = own.version()
    try:
        kept = own.load()
    except OwnTestSetError as error:
        st.warning(str(error), icon=":material/info:")
        return
    if len(kept.labels):
        _show_read(run, own.card, kept)
        _show_tools(own, kept, version)


def _labels(own: OwnTestSet) -> None:
    choose = st.pills if own.card.num_classes <= PILLS else st.selectbox
    empty = {} if choose is st.pills else {"index": None}
    key = f"keep_as-{own.card.name}"
    choose(
        TEXT["keep"],
        range(own.card.num_classes),
        format_func=lambda label: own.card.classes[label],
        key=key,
        on_change=_keep,
        args=(own, key),
        **empty,
    )


def _keep(own: OwnTestSet, key: str) -> None:
    label = st.session_state[key]
    st.session_state[key] = None
    picture = shown_picture.latest(own.card)
    if label is None:
        return
    if picture is None:
        st.session_state.own_said = TEXT["nothing"]
        return
    try:
        own.add(picture, label)
        count = len(own.load().labels)
    except OwnTestSetError as error:
        st.session_state.own_said = str(error)
    except OSError as error:
        st.session_state.own_said = TEXT["unwritten"].format(reason=error)
    else:
        said = TEXT["kept"].format(name=own.card.classes[label], count=count)
        st.session_state.own_said = said


def _show_read(run: Run, card: DatasetCard, kept: Labelled) -> None:
    """How many of the pictures the network reads right, and the newest of them."""
    classes, count = card.classes, len(kept.labels)
    try:
        outputs = services.engine().predict(run.id, kept.images)
    except (EngineError, RunError) as error:
        st.warning(str(error), icon=":material/info:")
        return
    if not np.isfinite(outputs).all():
        st.warning(say(DIVERGED), icon=":material/info:")
        return
    said = outputs.argmax(axis=1)
    right = said == kept.labels
    sentence = TEXT["score"].format(right=right.sum(), count=count, share=right.mean())
    st.markdown(f"**{sentence}**")
    newest = range(count - 1, max(count - 1 - SHOWN, -1), -1)
    st.html(
        pictures.grid(
            [kept.images[place] for place in newest],
            [
                TEXT["right" if right[place] else "says"].format(
                    number=place + 1, name=classes[kept.labels[place]], said=classes[said[place]]
                )
                for place in newest
            ],
            card.max_value,
        )
    )
    if count > SHOWN:
        st.caption(TEXT["more"].format(shown=SHOWN, count=count))


def _show_tools(own: OwnTestSet, kept: Labelled, version: int) -> None:
    with st.container(horizontal=True):
        st.button(
            TEXT["undo"],
            icon=":material/undo:",
            key="own_undo",
            on_click=_remove,
            args=(own, [len(kept.labels) - 1], version),
        )
        offer_file(
            TEXT["export"],
            own.export,
            f"own-test-set-{own.card.name}.zip",
            help=TEXT["export_help"],
        )
        with st.popover(TEXT["remove"], icon=":material/delete:"):
            _choose_and_remove(own, kept, version)


def _choose_and_remove(own: OwnTestSet, kept: Labelled, version: int) -> None:
    chosen = st.multiselect(
        TEXT["which"],
        range(len(kept.labels)),
        format_func=lambda place: TEXT["one"].format(
            number=place + 1, name=own.card.classes[kept.labels[place]]
        ),
        # The places move up when some are removed: a choice is good for one list only.
        key=f"own_chosen-{own.card.name}-{len(kept.labels)}",
    )
    st.button(
        TEXT["sure"],
        key="own_remove",
        disabled=not chosen,
        on_click=_remove,
        args=(own, chosen, version),
    )


def _remove(own: OwnTestSet, places: list[int], version: int) -> None:
    try:
        own.remove(places, version)
    except OwnTestSetError as error:
        st.session_state.own_said = str(error)
    except OSError as error:
        st.session_state.own_said = TEXT["unwritten"].format(reason=error)
