"""Which learning rate? A range test of the recipe on screen, in a dialog."""

from collections.abc import Sequence
from concurrent.futures import CancelledError, wait

import streamlit as st

from core.datasets import DatasetCard, DatasetError
from core.engine import EngineError
from core.experiments.race import LEAST_VALUES, Axis, Race
from core.experiments.range_test import BATCHES, RangeTest, TooSlow
from core.language import say
from core.layers import LayerError
from core.ownership import NotTheOwner
from core.plain_text import plain_error
from core.recipe import Recipe, RecipeError
from core.recipe.work import batch_seconds
from core.runs.run import RunError
from dashboard.lab import screen, services, visitor
from dashboard.lab.state import state_of
from dashboard.train import texts
from dashboard.train.range_chart import Mark, in_words, marks, range_chart
from dashboard.train.state import AskedTest, TrainState

LOOK_SECONDS = 0.1


def offer_range_test() -> None:
    """The button that begins a range test."""
    st.button(
        say(texts.RATE_TRY),
        icon=":material/speed:",
        help=say(texts.RATE_TRY_HELP, count=BATCHES),
        key="range_test",
        width="stretch",
        on_click=_ask,
    )


def _ask() -> None:
    state_of(TrainState).opens_range_test = True


def show_range_test(recipe: Recipe) -> None:
    """The dialog, if it was asked for.

    To be called at the end of a page: all else is drawn before its result is waited for.
    """
    state = state_of(TrainState)
    asked, state.opens_range_test = state.opens_range_test, False
    if asked:
        dialog = st.dialog(say(texts.RATE_TITLE), width="large", icon=":material/speed:")
        dialog(_show_result)(recipe)


def _show_result(recipe: Recipe) -> None:
    try:
        test = _result(recipe)
        card = services.library().card(recipe.data.dataset)
    except CancelledError:
        st.warning(say(texts.RATE_REPLACED), icon=":material/info:")
    except (DatasetError, EngineError, LayerError, MemoryError, NotTheOwner, TooSlow) as error:
        st.warning(plain_error(error), icon=":material/info:")
    else:
        show_test(recipe, card, test)


def _result(recipe: Recipe) -> RangeTest:
    """The result of the recipe's test, which is begun if there is none; raises what it raises."""
    state, tested = state_of(TrainState), _tested(recipe)
    if state.range_test is None or state.range_test.recipe != tested:
        result = services.engine().begin_range_test(recipe, visitor.token())
        state.range_test = AskedTest(tested, result)
    result = state.range_test.result
    with st.spinner(say(texts.RATE_WAITING)):
        beat = st.empty()
        while not result.done():
            wait([result], LOOK_SECONDS)
            beat.empty()  # here Streamlit leaves this run if the visitor has clicked elsewhere
    if result.cancelled() or result.exception() is not None:
        state.range_test = None
    return result.result()


def _tested(recipe: Recipe) -> Recipe:
    """The recipe without what makes no difference to a test."""
    return recipe.with_settings(
        "training", learning_rate=0.01, schedule="constant", epochs=1, patience=0
    )


def show_test(recipe: Recipe, card: DatasetCard, test: RangeTest) -> None:
    """A test that is over: its curve, what it says, and a button for each rate that is marked."""
    if not test.losses:
        st.warning(say(texts.RATE_NO_NUMBER), icon=":material/info:")
        return
    own = recipe.training.learning_rate
    st.plotly_chart(
        range_chart(test, own),
        key="range_chart",
        alt=in_words(test, own),
        config={"displayModeBar": False},
    )
    if test.suggestions is None:
        st.warning(say(texts.RATE_NO_FALL), icon=":material/info:")
    else:
        with st.container(horizontal=True, vertical_alignment="bottom", key="marked_rates"):
            for mark in marks(test, own):
                _offer(recipe, mark)
        _offer_race(recipe, [mark.rate for mark in marks(test, own)])
    st.markdown(say(texts.RATE_LIMITS, count=len(test.losses)))
    st.caption(" ".join(_how_far(recipe, card, test)))


def _offer(recipe: Recipe, mark: Mark) -> None:
    with st.container(width=250, gap="xsmall"):
        st.caption(f"{mark.sign} {mark.in_words}")
        label = texts.RATE_KEEP if mark.kind == "own" else texts.RATE_USE
        if st.button(say(label, rate=mark.rate), key=f"use_{mark.kind}", width="stretch"):
            screen.set_recipe(recipe.with_settings("training", learning_rate=mark.rate))
            st.rerun()  # the whole page, without the dialog


def _offer_race(recipe: Recipe, rates: Sequence[float]) -> None:
    """The button that races the marked rates against each other, if two or more of them differ."""
    values = tuple(str(rate) for rate in dict.fromkeys(rates))
    if len(values) < LEAST_VALUES or not st.button(
        say(texts.RATE_RACE, count=len(values)),
        type="primary",
        icon=":material/flag:",
        help=say(texts.RATE_RACE_HELP),
        key="race_rates",
    ):
        return
    try:
        axes = (Axis(setting="learning_rate", values=values),)
        race = Race.planned(recipe, axes, (recipe.training.seed,))
        race_id = services.engine().races.begin(race, visitor.token())
    except (DatasetError, EngineError, NotTheOwner, RecipeError, RunError) as error:
        st.warning(plain_error(error), icon=":material/info:")
    else:
        st.switch_page("runs/page.py", query_params={"race": race_id})


def _how_far(recipe: Recipe, card: DatasetCard, test: RangeTest) -> list[str]:
    """On how many batches it was trained, and why not on more."""
    count, own = len(test.rates), recipe.training.learning_rate
    if test.stopped:
        rate, done = test.tried[-1], len(test.losses)
        words = [say(texts.RATE_STOPPED, done=done, count=count, rate=rate)]
    else:
        words = [say(texts.RATE_ALL, count=count)]
    if count < BATCHES:
        seconds = batch_seconds(recipe, card)
        words.append(say(texts.RATE_FEWER, count=count, most=BATCHES, seconds=seconds))
    if test.loss_at(own) is None:
        words.append(say(texts.RATE_BEYOND, rate=own))
    return words
