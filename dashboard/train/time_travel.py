"""Time travel: the network as it was after an earlier epoch, and the choice to keep that one."""

from contextlib import nullcontext

import streamlit as st

from core.datasets import DatasetCard, DatasetError
from core.engine import EngineError
from core.language import say
from core.ownership import NotTheOwner
from core.plain_text import plain_error
from core.runs.events import Finished
from core.runs.history import RunHistory
from core.runs.probe import EpochProbe
from core.runs.run import RunError
from dashboard.lab import screen, services
from dashboard.lab.fragment import fragment
from dashboard.lab.picture_sets import VALIDATES_ON
from dashboard.lab.state import state_of
from dashboard.render.confusion_chart import (
    MOST_DRAWN,
    confusion_chart,
    confusion_sentence,
    confusion_words,
)
from dashboard.train import state, texts
from dashboard.train.probe_pictures import show_units, show_watched
from dashboard.train.state import TrainState


def show_time_travel(history: RunHistory, card: DatasetCard) -> None:
    """The kept epochs of a run that is paused or over, if there is more than one."""
    if not (history.paused or history.end):
        return
    if len(services.engine().epochs_kept(history.run_id)) > 1:
        fragment(key=state.TIME_TRAVEL_PART)(_show)(history, card)


def go_to_epoch(epoch: int) -> None:
    """Show the last kept epoch up to this one; a callback, after which nothing else runs again."""
    run_id = screen.run_id()
    if run_id is None:
        return
    kept = services.engine().epochs_kept(run_id)
    state.choose_epoch(max((one for one in kept if one <= epoch), default=kept[0]))
    st.rerun(state.TIME_TRAVEL_PART)


def _show(history: RunHistory, card: DatasetCard) -> None:
    section = st.expander(
        say(texts.TIME_TRAVEL_TITLE),
        icon=":material/history:",
        key=state.TIME_TRAVEL,
        on_change="rerun",
    )
    if not section.open:
        return
    with section:
        epoch = _choose_epoch(services.engine().epochs_kept(history.run_id))
        _offer_network(history, epoch)
        back = _probe_epoch(history, epoch)
        if back is not None:
            _show_network(history, back, card)


def _choose_epoch(kept: list[int]) -> int:
    state.past_epoch(kept)
    return st.select_slider(
        say(texts.EPOCH),
        kept,
        format_func=lambda epoch: str(epoch) if epoch else say(texts.UNTRAINED),
        key=state.EPOCH,
        help=say(texts.EPOCH_HELP),
    )


def _probe_epoch(history: RunHistory, epoch: int) -> EpochProbe | None:
    """The network of an epoch; None, with a sentence, if it cannot be had."""
    # Only for the first epoch: later a spinner would push the pictures down.
    waiting = nullcontext() if _seen(history) else st.spinner(say(texts.WAITING))
    try:
        with waiting:
            return _ask_once(history, epoch)
    except (DatasetError, EngineError, RunError) as error:
        st.warning(plain_error(error), icon=":material/info:")
        return None


def _ask_once(history: RunHistory, epoch: int) -> EpochProbe:
    seen = _seen(history)
    if epoch not in seen:
        seen[epoch] = services.engine().probe_epoch(history.run_id, epoch)
    return seen[epoch]


def _seen(history: RunHistory) -> dict[int, EpochProbe]:
    """What was looked back at in the run on screen, by epoch."""
    # If the run was continued since, an epoch of the same number has other weights.
    assert history.started is not None  # it has kept an epoch
    beginning = history.run_id, history.started.number
    remembered = state_of(TrainState)
    if remembered.epochs_seen is None or remembered.epochs_seen[0] != beginning:
        remembered.epochs_seen = beginning, {}
    return remembered.epochs_seen[1]


def _show_network(history: RunHistory, back: EpochProbe, card: DatasetCard) -> None:
    pictures, matrix = st.columns([2, 3], gap="large")
    with pictures:
        show_watched(history.recipe, back.probe, card, "past_watched")
    with matrix:
        which = say(VALIDATES_ON[history.recipe.data.validate_on])
        right, worst = confusion_words(back.confusion, card.classes, which)
        words = confusion_sentence(back.confusion, card.classes, which)
        if card.num_classes > MOST_DRAWN:
            st.markdown(words)
        else:
            figure = confusion_chart(back.confusion, card.classes, f"{right}<br>{worst}")
            st.plotly_chart(figure, key="past_confusion", alt=words)
    show_units(back.probe.units, "past_units")


def _offer_network(history: RunHistory, epoch: int) -> None:
    """Say which network is the run's, and let that of this epoch become it."""
    if history.end is None:
        st.caption(say(texts.IN_FLIGHT))
        return
    if not history.has_network:
        return
    present = _epoch_of_network(history)
    with st.container(horizontal=True, vertical_alignment="center"):
        clicked = st.button(
            say(texts.CHOOSE, epoch=epoch),
            icon=":material/check:",
            key="choose_epoch",
            help=say(texts.CHOOSE_HELP),
            disabled=epoch == present or not services.engine().owns(history.run_id),
        )
        st.markdown(_which_network(history, present), width="stretch")
    if clicked:
        _choose(history, epoch, _named(history, present))


def _choose(history: RunHistory, epoch: int, before: str) -> None:
    try:
        services.engine().choose(history.run_id, epoch)
    except (EngineError, NotTheOwner, RunError) as error:
        st.warning(plain_error(error), icon=":material/info:")
        return
    state_of(TrainState).chosen = state.ChosenEpoch(history.run_id, epoch, before)
    st.rerun()  # the whole page, because the samples below use the run's network


def _which_network(history: RunHistory, present: int | None) -> str:
    network, chosen = _named(history, present), state_of(TrainState).chosen
    if chosen is not None and (chosen.run_id, chosen.epoch) == (history.run_id, present):
        return say(texts.CHOSEN, network=network, before=chosen.before)
    return say(texts.NOW, network=network)


def _epoch_of_network(history: RunHistory) -> int | None:
    """The epoch whose weights are the run's network; None if it was stopped within one."""
    if history.chosen_epoch is not None:
        return history.chosen_epoch
    if isinstance(history.end, Finished) and history.result is not None:
        return history.result.epoch
    return None


def _named(history: RunHistory, epoch: int | None) -> str:
    """The network of an epoch in words."""
    accuracies = {event.epoch: event.val_accuracy for event in history.epochs}
    if epoch not in accuracies:
        return say(texts.OF_END)
    return say(texts.OF_EPOCH, epoch=epoch, accuracy=accuracies[epoch])
