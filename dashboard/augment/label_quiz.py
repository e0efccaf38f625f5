"""Does augmentation break the label? First a question, then its answer and the repair."""

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.datasets import Dataset
from core.language import say
from core.preparation.label_risks import LabelRisk, label_risks
from core.recipe import Augmentation, Recipe
from dashboard.augment import texts
from dashboard.augment.state import AugmentState
from dashboard.lab import screen, services
from dashboard.lab.state import state_of
from dashboard.render import pictures


def show_quiz(recipe: Recipe, dataset: Dataset) -> None:
    """A question for each setting that may make a picture's label untrue."""
    for risk in label_risks(recipe, dataset.card):
        with st.container(border=True, key=f"quiz_{risk.setting}"):
            _ask(risk, recipe.augmentation, dataset)


def _ask(risk: LabelRisk, augmentation: Augmentation, dataset: Dataset) -> None:
    shown, question = st.columns([1, 4], gap="medium", vertical_alignment="center")
    picture = _changed_example(risk, augmentation, dataset)
    alt = say(texts.QUIZ_PICTURE, label=risk.example)
    image = pictures.image_tag(picture, dataset.card.max_value, alt)
    shown.html(Markup('<div class="fe-received">{}</div>').format(image))
    answers = state_of(AugmentState).quiz_answers
    with question:
        st.markdown(f"**{say(texts.QUIZ_TITLE)}**")
        st.markdown(f"##### {risk.question}")
        if risk.question in answers:
            _answer(risk, answers[risk.question])
        else:
            _buttons(risk, answers)


def _buttons(risk: LabelRisk, answers: dict[str, bool]) -> None:
    with st.container(horizontal=True):
        for name, label, said in (("yes", texts.YES, True), ("no", texts.NO, False)):
            st.button(
                say(label),
                key=f"quiz_{risk.setting}_{name}",
                on_click=answers.__setitem__,
                args=(risk.question, said),
            )


def _answer(risk: LabelRisk, said: bool) -> None:
    st.warning(_verdict(risk, said), icon=":material/label_off:")
    settings = ", ".join(f"{name}={value}" for name, value in risk.safe.items())
    st.button(
        say(texts.REPAIR, settings=settings),
        key=f"quiz_{risk.setting}_mend",
        icon=":material/build:",
        on_click=_make_safe,
        args=(risk,),
    )


def _verdict(risk: LabelRisk, said: bool) -> str:
    if risk.is_yes is None:
        return risk.answer
    return say(texts.AGREED if said == risk.is_yes else texts.DISAGREED, answer=risk.answer)


def _make_safe(risk: LabelRisk) -> None:
    screen.set_recipe(screen.recipe().with_settings("augmentation", **risk.safe))


def _changed_example(risk: LabelRisk, augmentation: Augmentation, dataset: Dataset) -> np.ndarray:
    """The first training picture of the example's class, changed by the draw that shows the risk.

    `(height, width, channels)`.
    """
    label = dataset.card.classes.index(risk.example)
    first = int(np.argmax(dataset.y_train == label))
    images = dataset.x_train[first : first + 1]
    return services.engine().preview(augmentation, images, risk.draws, dataset.card.max_value)[0]
