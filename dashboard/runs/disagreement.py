"""The pictures that one of two networks alone reads right, and McNemar's test on them."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.datasets import DatasetError
from core.engine import EngineError
from core.experiments.difference import validates_alike
from core.experiments.mcnemar import disagreement
from core.language import say
from core.numerics.cross_entropy import are_probabilities
from core.plain_text import plain_name, plain_sentence
from dashboard.lab import services
from dashboard.lab.predictions import SetPredictions, predictions_of
from dashboard.render import pictures
from dashboard.render.comparison import NetworkAnswer, answers_card
from dashboard.runs import texts
from dashboard.runs.compared import Compared
from dashboard.runs.results import tests_are_open

MOST_PICTURES = 12


def show_disagreement(compared: Sequence[Compared]) -> None:
    """Two of the runs, the pictures on which they disagree, and what follows from their number."""
    st.subheader(say(texts.DISAGREE_TITLE))
    able = [one for one in compared if one.history.has_network]
    pair = _choose_two(able) if len(able) > 2 else able
    sets = _common_sets(pair)
    if not sets:
        st.caption(say(texts.NO_NETWORKS))
        return
    chosen = sets[0]
    if len(sets) > 1:
        chosen = st.segmented_control(
            say(texts.WHICH),
            sets,
            format_func=lambda name: say(texts.SETS[name]),
            default=chosen,
            required=True,
            key="disagreement_set",
        )
    try:
        _show(pair, chosen)
    except (DatasetError, EngineError, ValueError) as error:
        st.warning(plain_sentence(str(error)), icon=":material/info:")


def _choose_two(able: Sequence[Compared]) -> list[Compared]:
    """The two that are chosen; one twice if it is chosen twice."""
    fields = zip((texts.FIRST, texts.SECOND), st.columns(2), strict=True)
    places = range(len(able))
    chosen = [
        column.selectbox(
            say(label),
            places,
            index=number,
            format_func=lambda place: plain_name(able[place].name),
            key=f"disagreement_{number}",
        )
        for number, (label, column) in enumerate(fields)
    ]
    return [able[place] for place in chosen]


def _common_sets(pair: Sequence[Compared]) -> list[str]:
    """The sets on which both may be measured, by their names in `SETS`."""
    if len(pair) != 2 or pair[0].run.id == pair[1].run.id:
        return []
    recipes = [one.recipe for one in pair]
    if len({recipe.data.dataset for recipe in recipes}) > 1:
        return []
    sets = ["validation"] if validates_alike(recipes) else []
    validates_on_test = all(recipe.data.validate_on == "test" for recipe in recipes)
    return sets + (["test"] if tests_are_open(pair) and not validates_on_test else [])


def _show(pair: Sequence[Compared], chosen: str) -> None:
    store = services.engine().store
    first, second = (predictions_of(store.run(one.run.id), chosen) for one in pair)
    found = services.engine().compute(
        disagreement,
        first.pictures.labels,
        first.evaluation.predicted,
        second.evaluation.predicted,
    )
    st.markdown(plain_sentence(found.in_words(pair[0].name, pair[1].name)))
    for one, places in zip(pair, (found.first_alone, found.second_alone), strict=True):
        if not len(places):
            continue
        shown = places[:MOST_PICTURES]
        template = texts.ONLY_ONE_RIGHT if len(shown) == len(places) else texts.MANY_ONE_RIGHT
        words = say(template, name=one.name, count=len(places), shown=len(shown))
        st.markdown(f"**{plain_sentence(words)}**")
        cards = (_card(int(place), pair, (first, second)) for place in shown)
        st.html(pictures.cards(cards))


def _card(place: int, pair: Sequence[Compared], both: Sequence[SetPredictions]) -> Markup:
    shown, card = both[0].pictures, both[0].card
    name = card.classes[int(shown.labels[place])]
    alt = say(texts.PICTURE, index=shown.indices[place], source=shown.source, name=name)
    answers = [
        NetworkAnswer(
            one.coloured,
            _says(card.classes, predictions.outputs[place]),
            bool(predictions.evaluation.predicted[place] == shown.labels[place]),
        )
        for one, predictions in zip(pair, both, strict=True)
    ]
    image = pictures.image_tag(shown.pixels(place), card.max_value, alt)
    return answers_card(image, say(texts.IS, name=name), answers)


def _says(classes: Sequence[str], output: np.ndarray) -> str:
    name = classes[int(output.argmax())]
    if not are_probabilities(output[np.newaxis]):
        return name
    return say(texts.SAYS, name=name, share=float(output.max()))
