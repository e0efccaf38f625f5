"""Train: set the knobs, start, and watch the network learn."""

from contextlib import suppress

import streamlit as st

from core.coach import RULES, Advice, advise
from core.datasets import DatasetCard, DatasetError
from core.language import say
from core.recipe.optimizers import OPTIMIZERS
from core.runs.history import RunHistory
from dashboard.components.player import SteeringControls
from dashboard.lab import run_player, screen, services, steering, take_home
from dashboard.lab.guessing import majority_of
from dashboard.lab.navigation import next_step
from dashboard.lab.show_code import show_code
from dashboard.lab.state import state_of
from dashboard.lab.trained_run import read_on
from dashboard.lab.undo import title_with_undo
from dashboard.train import texts
from dashboard.train.coach_advice import run_before, show_advice, show_comparison
from dashboard.train.controls import show_controls
from dashboard.train.knobs import rates
from dashboard.train.range_test import show_range_test
from dashboard.train.run_end import nothing_learned, show_end
from dashboard.train.samples import show_samples
from dashboard.train.state import TrainState
from dashboard.train.step_trace import show_step_trace
from dashboard.train.time_travel import go_to_epoch, show_time_travel

HEALTHY = ("overfitting", "still-improving")
"""Rules of the coach that speak of curves as they are when a network learns."""
AT_FAULT = {rule.name for rule in RULES if rule.explains_curve} - set(HEALTHY)


def _follow(run_id: str) -> RunHistory:
    """The events of the run on screen, read on from the last one that is known."""
    remembered = state_of(TrainState)
    remembered.followed = read_on(run_id, remembered.followed)
    return remembered.followed


def _take_rates(history: RunHistory) -> None:
    """Take the learning rate and momentum that the visitor gave the run into the recipe."""
    remembered, changes = state_of(TrainState), history.changes
    known, remembered.rates_taken = remembered.rates_taken, (history.run_id, len(changes))
    if known == remembered.rates_taken or not changes or not services.engine().owns(history.run_id):
        return
    if (known is not None and known[0] == history.run_id) or history.end is None:
        screen.set_recipe(
            screen.recipe().with_settings(
                "training",
                learning_rate=changes[-1].learning_rate,
                momentum=changes[-1].momentum,
            )
        )


def _card_of(history: RunHistory | None) -> DatasetCard | None:
    """The card of a run's dataset; None if it is gone, or another's who has not shared it."""
    with suppress(DatasetError):
        return services.library().card(history.recipe.data.dataset) if history else None
    return None


def _show_run(history: RunHistory, card: DatasetCard) -> list[Advice]:
    """The run on screen, with what came of it → what the coach says of it, which is shown, too."""
    before, probe = run_before(history.run_id), services.engine().probe(history.run_id)
    majority = _majority(history, card)
    advice = advise(history, card, probe, majority)
    with st.container(key="train_status"):
        show_end(history, majority)
    run_player.show_run(
        "train_player",
        history.recipe,
        history,
        before=before,
        advice=[given.rule for given in advice],
        steering=_steering(history),
        on_epoch=go_to_epoch,
        paced=history.end is None and steering.is_first_run(history.run_id),
    )
    if before is not None:
        show_comparison(history, before)
    show_advice(advice, history)
    return advice


def _majority(history: RunHistory, card: DatasetCard) -> tuple[str, float]:
    """The largest class of the pictures on which a run validates, and its share of them."""
    return majority_of(services.library(), card, [history.recipe.data])


def _show_notice(history: RunHistory, card: DatasetCard, advice: list[Advice]) -> None:
    """What to notice in these curves: in those of a run that is at fault, something else."""
    at_fault = any(given.rule in AT_FAULT for given in advice)
    if history.end is not None:
        at_fault = at_fault or nothing_learned(history, _majority(history, card)) is not None
    st.markdown(say(texts.NOTICE_FAULT if at_fault else texts.NOTICE))


def _steering(history: RunHistory) -> SteeringControls | None:
    """What the visitor can turn while the run goes on; nothing in the run of another."""
    if history.end is not None or not services.engine().owns(history.run_id):
        return None
    training = history.recipe.training
    has_momentum = OPTIMIZERS[training.optimizer].has("momentum")
    return SteeringControls(rates(training.learning_rate), has_momentum)


run_id = screen.run_id()
history = _follow(run_id) if run_id else None
if history is not None:
    _take_rates(history)
title_with_undo(say(texts.TITLE))
recipe, card = screen.recipe(), _card_of(history)
with st.container(key="training_room"):
    controls, played = st.columns([21, 63], gap="small")
with controls, st.container(key="train_controls", gap="xsmall"):
    show_controls(recipe, history)
with played, st.container(key="train_run" if history else "train_empty"):
    if history is None:
        with st.container(key="train_status"):
            st.info(say(texts.EMPTY), icon=":material/play_arrow:")
        run_player.show_run("train_player", recipe, None)
    elif card is None:
        run_player.show_run("train_player", history.recipe, history, steering=_steering(history))
    else:
        advice = _show_run(history, card)
if history is not None and card is not None:
    _show_notice(history, card, advice)
    probe = services.engine().probe(history.run_id)
    if history.paused and probe is not None and probe.step == history.steps:
        show_step_trace(probe, card)
    show_time_travel(history, card)
    if history.end is not None:
        take_home.offer_run(history)
    if history.has_network:
        show_samples(history.run_id, history.recipe)
show_code("training")
next_step("train")
show_range_test(screen.recipe())
