"""Does augmentation break the label? A question first, then what is to be said."""

import numpy as np
import streamlit as st

from core.datasets import Dataset
from core.preparation.augmentation import Draws
from core.preparation.label_risks import LabelRisk, label_risks
from core.recipe import Augmentation, Recipe
from dashboard.lab import screen, services
from dashboard.render import pictures

TEXT = {
    "title": "A question to you",
    "shown": "A training picture with the label “{label}”, as your recipe may show it",
    "yes": "Yes",
    "no": "No",
    "agreed": "Right.",
    "disagreed": "Look again.",
    "mend": "Change it to {settings}",
}


def show_quiz(recipe: Recipe, dataset: Dataset) -> None:
    """A question for each setting that may make pictures lie about their labels."""
    for risk in label_risks(recipe, dataset.card):
        with st.container(border=True, key=f"quiz_{risk.setting}"):
            _ask(risk, recipe.augmentation, dataset)


def _ask(risk: LabelRisk, augmentation: Augmentation, dataset: Dataset) -> None:
    card = dataset.card
    shown, question = st.columns([1, 4], gap="medium", vertical_alignment="center")
    picture = _shown(risk, augmentation, dataset)
    alt = TEXT["shown"].format(label=risk.example)
    shown.html(f'<div class="fe-received">{pictures.image_tag(picture, card.max_value, alt)}</div>')
    with question:
        st.markdown(f"**{TEXT['title']}**")
        st.markdown(f"##### {risk.question}")
        answers = st.session_state.setdefault("quiz_answers", {})
        said = answers.get(risk.question)
        if said is None:
            _buttons(risk)
            return
        _answer(risk, said)


def _buttons(risk: LabelRisk) -> None:
    with st.container(horizontal=True):
        for key, said in (("yes", True), ("no", False)):
            st.button(
                TEXT[key],
                key=f"quiz_{risk.setting}_{key}",
                on_click=st.session_state.quiz_answers.__setitem__,
                args=(risk.question, said),
            )


def _answer(risk: LabelRisk, said: bool) -> None:
    verdict = {None: "", said: TEXT["agreed"]}.get(risk.is_yes, TEXT["disagreed"])
    st.warning(f"{verdict} {risk.answer}", icon=":material/label_off:")
    settings = ", ".join(f"{name}={value}" for name, value in risk.safe.items())
    st.button(
        TEXT["mend"].format(settings=settings),
        key=f"quiz_{risk.setting}_mend",
        icon=":material/build:",
        on_click=lambda: screen.set_recipe(
            screen.recipe().with_settings("augmentation", **risk.safe)
        ),
    )


def _shown(risk: LabelRisk, augmentation: Augmentation, dataset: Dataset) -> np.ndarray:
    """The first training picture of the example's class, with the draw that shows the risk."""
    label = dataset.card.classes.index(risk.example)
    first = int(np.argmax(dataset.y_train == label))
    images = dataset.x_train[first : first + 1]
    draws: Draws = risk.draws
    return services.engine().preview(augmentation, images, draws, dataset.card.max_value)[0]
