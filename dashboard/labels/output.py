"""The output that a label is compared with: of a trained or untrained network, or made up."""

import numpy as np
import streamlit as st

from core.datasets import Dataset, DatasetCard
from core.engine import EngineError
from core.language import say
from core.numerics.cross_entropy import are_probabilities, with_confidence
from core.plain_text import plain_error
from core.runs.run import RunError
from dashboard.lab import screen, services
from dashboard.lab.bounded import within
from dashboard.labels import state, texts
from dashboard.labels.pictures import three_decimals

LEAST, MOST = 0.1, 99.9
"""Bounds of the slider for the probability of the right class, in per cent."""


def show_source_choice(card: DatasetCard) -> None:
    """The control that chooses the output."""
    sources = _sources(card)
    state.output_source(sources)
    st.segmented_control(
        say(texts.SOURCE),
        sources,
        format_func=lambda source: say(texts.SOURCES[source]),
        key=state.SOURCE,
        help=say(texts.SOURCE_HELP),
        required=True,
    )


def _sources(card: DatasetCard) -> list[str]:
    made_up = ["untrained", "what-if"]
    return made_up if run_on_dataset(card) is None else ["trained", *made_up]


def choose_made_up() -> None:
    """Choose the made-up output."""
    state.choose_output_source("what-if")


def run_on_dataset(card: DatasetCard) -> str | None:
    """The run on screen, if it has learned this dataset."""
    run_id = screen.run_id()
    if run_id is None:
        return None
    store = services.engine().store
    run = store.run(run_id)
    fits = run.recipe.data.dataset == card.name and not run.in_flight
    return run_id if fits and store.has_network(run_id) else None


def chosen_output(dataset: Dataset, index: int, label: int) -> np.ndarray:
    """The chosen output `(classes,)`; the slider is moved to the probability of the label."""
    card = dataset.card
    source = state.output_source(_sources(card))
    run_id = run_on_dataset(card) if source != "untrained" else None
    output = _answer(run_id, dataset, index) if run_id else None
    if output is None:
        output = np.full(card.num_classes, 1 / card.num_classes)
        source = "untrained" if source == "trained" else source
    if source == "what-if":
        share = within(state.share(), LEAST, MOST)
        output = with_confidence(output, label, share / 100)
    else:
        percent = round(100 * float(output[label]), 1)
        state.show_share(within(percent, LEAST, MOST))
    st.caption(
        say(
            texts.SAYS[source],
            classes=card.num_classes,
            loss=three_decimals(np.log(card.num_classes)),
            share=three_decimals(float(output[label])),
        )
    )
    return output


def _answer(run_id: str, dataset: Dataset, index: int) -> np.ndarray | None:
    """The trained network's output; None, with a sentence on the page, if it cannot be used."""
    engine = services.engine()
    if not engine.ready:
        st.info(say(texts.STARTING), icon=":material/hourglass:")
        return None
    try:
        output = engine.predict(run_id, dataset.x_train[index : index + 1])[0]
    except (EngineError, RunError) as error:
        st.warning(plain_error(error), icon=":material/info:")
        return None
    if not are_probabilities(output):
        st.warning(say(texts.NO_PROBABILITIES), icon=":material/info:")
        return None
    return output
