"""What came of a run that is over, in one box: a green one only if it has learned something."""

import math

import streamlit as st

from core.language import say
from core.runs.events import Failed, Finished, Interrupted, Stopped
from core.runs.history import RunHistory
from dashboard.lab.picture_sets import VALIDATES_ON
from dashboard.train import texts

HARDLY_MORE = 0.03
"""An accuracy at most this far above the share of the largest class is that of guessing."""


def show_end(history: RunHistory, majority: tuple[str, float]) -> None:
    """The end of a run; nothing while it goes on.

    `majority` is the largest class of the pictures that validate, and its share of them.
    """
    match history.end:
        case Finished() as end:
            text, fault = _finished(history, end), nothing_learned(history, majority)
            if fault is None:
                st.success(text, icon=":material/check_circle:")
            else:
                st.warning(f"{text} {fault}", icon=":material/info:")
        case Stopped() as end:
            st.info(_stopped(history, end), icon=":material/stop_circle:")
        case Failed() as end:
            st.error(end.reason, icon=":material/error:")
        case Interrupted():
            st.warning(say(texts.INTERRUPTED), icon=":material/power_off:")
        case _:
            pass  # it goes on
    if history.snapshot_failed is not None:
        st.caption(f":material/warning: {history.snapshot_failed.reason}")


def nothing_learned(history: RunHistory, majority: tuple[str, float]) -> str | None:
    """A sentence if the network has diverged or reads hardly more than guessing would."""
    network = history.result
    if network is None:
        return None
    if not math.isfinite(network.val_loss):
        return say(texts.NO_NUMBER_ANY_MORE)
    name, share = majority
    if network.val_accuracy > share + HARDLY_MORE:
        return None
    return say(texts.HARDLY_LEARNED, name=name, share=share)


def _finished(history: RunHistory, end: Finished) -> str:
    if history.chosen_epoch is not None:
        sentence = texts.FINISHED_CHOSEN
    else:
        sentence = texts.FINISHED if end.best_epoch is None else texts.FINISHED_EARLY
    return say(sentence, seconds=end.seconds, **_network(history))


def _stopped(history: RunHistory, end: Stopped) -> str:
    if history.chosen_epoch is not None:
        text = say(texts.STOPPED_CHOSEN, **_network(history))
    elif history.training:
        text = say(
            texts.STOPPED,
            done=len(history.training),
            epochs=history.planned_epochs,
            **_network(history),
        )
    else:
        text = say(texts.STOPPED_IN_FIRST if history.steps else texts.STOPPED_EARLY)
    return f"{end.reason} {text}" if end.reason else text


def _network(history: RunHistory) -> dict[str, object]:
    """What the sentences say of the run's network."""
    return {
        "accuracy": history.val_accuracy,
        "which": say(VALIDATES_ON[history.recipe.data.validate_on]),
        "epoch": history.result.epoch if history.result else 0,
    }
