"""Our own test set: keep what is drawn or shown with its true label, look through it, export it."""

from typing import Any

import numpy as np
import streamlit as st

from core.datasets import DatasetCard
from core.drawing.own_test_set import Labelled, OwnTestSet, OwnTestSetError
from core.engine import EngineError
from core.language import say
from core.plain_text import plain_error
from core.runs.run import Run, RunError
from dashboard.draw import texts
from dashboard.draw.state import DrawState
from dashboard.lab import services, shown_picture
from dashboard.lab.fragment import fragment
from dashboard.lab.picture_sets import own_test_set
from dashboard.lab.state import set_widget_value, state_of, widget_value
from dashboard.lab.texts import DIVERGED
from dashboard.render import pictures
from dashboard.server.files import offer_file

SHOWN = 48
PILLS = 12  # more classes than that are chosen from a list


@fragment()
def show_own(run: Run, card: DatasetCard) -> None:
    """The section: keep, and what is kept."""
    own = own_test_set(card)
    st.subheader(say(texts.OWN))
    st.markdown(say(texts.OWN_LEAD))
    _labels(own)
    notice = st.empty()
    _show_kept(run, own)
    # Last, so that the file to export is the one that this sentence speaks of.
    notice.caption(state_of(DrawState).own_notice or " ")
    state_of(DrawState).own_notice = ""


def _show_kept(run: Run, own: OwnTestSet) -> None:
    version = own.version()
    try:
        kept = own.load()
    except OwnTestSetError as error:
        st.warning(plain_error(error), icon=":material/info:")
        return
    if len(kept.labels):
        _show_read(run, own.card, kept)
        _show_tools(own, kept, version)


def _labels(own: OwnTestSet) -> None:
    key = f"keep_as-{own.card.name}"
    settings: dict[str, Any] = {
        "options": range(own.card.num_classes),
        "format_func": lambda label: own.card.classes[label],
        "key": key,
        "on_change": _keep,
        "args": (own, key),
    }
    if own.card.num_classes <= PILLS:
        st.pills(say(texts.KEEP), **settings)
    else:
        st.selectbox(say(texts.KEEP), index=None, **settings)


def _keep(own: OwnTestSet, key: str) -> None:
    label = widget_value(key)
    set_widget_value(key, None)
    picture = shown_picture.latest(own.card)
    if label is None:
        return
    if picture is None:
        state_of(DrawState).own_notice = say(texts.NOTHING_TO_KEEP)
        return
    try:
        own.add(picture, label)
        count = len(own.load().labels)
    except OwnTestSetError as error:
        state_of(DrawState).own_notice = str(error)
    except OSError as error:
        state_of(DrawState).own_notice = say(texts.UNWRITTEN, reason=error)
    else:
        state_of(DrawState).own_notice = say(texts.KEPT, name=own.card.classes[label], number=count)


def _show_read(run: Run, card: DatasetCard, kept: Labelled) -> None:
    """How many of the pictures the network reads right, and the newest of them."""
    classes, count = card.classes, len(kept.labels)
    try:
        outputs = services.engine().predict(run.id, kept.images)
    except (EngineError, RunError) as error:
        st.warning(plain_error(error), icon=":material/info:")
        return
    if not np.isfinite(outputs).all():
        st.warning(say(DIVERGED), icon=":material/info:")
        return
    predicted = outputs.argmax(axis=1)
    right = predicted == kept.labels
    sentence = say(texts.SCORE, right=int(right.sum()), count=count, share=float(right.mean()))
    st.markdown(f"**{sentence}**")
    newest = range(count - 1, max(count - 1 - SHOWN, -1), -1)
    st.html(
        pictures.grid(
            [kept.images[place] for place in newest],
            [
                say(
                    texts.RIGHT if right[place] else texts.WRONG,
                    number=place + 1,
                    name=classes[kept.labels[place]],
                    predicted=classes[predicted[place]],
                )
                for place in newest
            ],
            card.max_value,
        )
    )
    if count > SHOWN:
        st.caption(say(texts.NEWEST, shown=SHOWN, count=count))


def _show_tools(own: OwnTestSet, kept: Labelled, version: int) -> None:
    with st.container(horizontal=True):
        st.button(
            say(texts.UNDO),
            icon=":material/undo:",
            key="own_undo",
            on_click=_remove,
            args=(own, [len(kept.labels) - 1], version),
        )
        offer_file(
            say(texts.EXPORT),
            own.export,
            f"own-test-set-{own.card.name}.zip",
            help=say(texts.EXPORT_HELP),
        )
        with st.popover(say(texts.REMOVE), icon=":material/delete:"):
            _choose_and_remove(own, kept, version)


def _choose_and_remove(own: OwnTestSet, kept: Labelled, version: int) -> None:
    chosen = st.multiselect(
        say(texts.WHICH),
        range(len(kept.labels)),
        format_func=lambda place: say(
            texts.ONE, number=place + 1, name=own.card.classes[kept.labels[place]]
        ),
        # The places move up when some are removed: a choice is good for one list only.
        key=f"own_chosen-{own.card.name}-{len(kept.labels)}",
    )
    st.button(
        say(texts.REMOVE_THEM),
        key="own_remove",
        disabled=not chosen,
        on_click=_remove,
        args=(own, chosen, version),
    )


def _remove(own: OwnTestSet, places: list[int], version: int) -> None:
    try:
        own.remove(places, version)
    except OwnTestSetError as error:
        state_of(DrawState).own_notice = str(error)
    except OSError as error:
        state_of(DrawState).own_notice = say(texts.UNWRITTEN, reason=error)
