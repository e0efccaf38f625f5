"""Who trains and who validates, as a map of the training set coloured by class."""

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.datasets import Dataset
from core.language import number, say
from core.lint.refusal import refusal
from core.preparation.split import split
from dashboard.data import texts
from dashboard.lab import bound_widgets, screen
from dashboard.lab.bounded import number_field, setting_slider
from dashboard.render import pictures

STRIP = 600
FEW_A_CLASS = 5
"""With fewer pictures of each class to validate on, no class has a proportion."""
# Okabe and Ito's colours and two greys: told apart by colour-blind readers, ten classes and on.
CLASS_COLOURS = np.array(
    [
        (230, 159, 0),
        (86, 180, 233),
        (0, 158, 115),
        (240, 228, 66),
        (0, 114, 178),
        (213, 94, 0),
        (204, 121, 167),
        (60, 60, 60),
        (150, 150, 150),
        (117, 79, 32),
    ],
    np.uint8,
)
TRAINS, VALIDATES = np.array((0, 114, 178), np.uint8), np.array((230, 159, 0), np.uint8)
BOTH = ((TRAINS.astype(int) + VALIDATES) // 2).astype(np.uint8)


def show_split(dataset: Dataset) -> None:
    """The controls of the split, its map, and the trap of a sorted set."""
    recipe = screen.recipe()
    _controls(dataset)
    sentence = refusal(recipe, dataset.card)
    if sentence and len(dataset.y_train) < 2:
        st.warning(sentence, icon=":material/info:")
        return
    chosen = split(recipe.data, dataset.y_train, len(dataset.y_test))
    validates_on = recipe.data.validate_on
    if validates_on == "split":
        _say_split(dataset.y_train[chosen.validation], dataset.card.num_classes)
    else:
        st.warning(say(texts.MISTAKES[validates_on]), icon=":material/warning:")
    st.caption(say(texts.MAP))
    used = chosen.train if chosen.validation_set == "test" else np.union1d(*chosen[:2])
    trains = np.isin(used, chosen.train)
    validates = np.isin(used, chosen.validation) & (chosen.validation_set == "train")
    alt = say(texts.ALT_THIS, train=len(chosen.train), validation=len(chosen.validation))
    _strip(say(texts.THIS), dataset.y_train[used], trains, validates, alt)
    _trap(dataset, recipe.data.validation_fraction)


def _say_split(validating: np.ndarray, classes: int) -> None:
    """How many pictures are kept aside; not that all is well where they are too few for that."""
    count, present = len(validating), len(np.unique(validating))
    if present < classes:
        sentence = say(texts.FEW_SPLIT, count=count, present=present, classes=classes)
    elif count < FEW_A_CLASS * classes:
        sentence = say(texts.FEW_A_CLASS, count=count, each=count / classes, step=1 / count)
    else:
        st.success(say(texts.GOOD_SPLIT, count=count), icon=":material/check_circle:")
        return
    st.warning(sentence, icon=":material/info:")


def _controls(dataset: Dataset) -> None:
    available = len(dataset.y_train)
    who, amount = st.columns([3, 2], gap="medium")
    with who:
        st.segmented_control(
            say(texts.VALIDATE_ON),
            list(texts.WHO),
            format_func=lambda who: say(texts.WHO[who]),
            help=say(texts.VALIDATE_HELP),
            required=True,
            wrap=True,
            **bound_widgets.bound("data", "validate_on"),
        )
        if screen.recipe().data.validate_on == "split":
            setting_slider(
                say(texts.FRACTION),
                0.05,
                0.5,
                step=0.05,
                help=say(texts.FRACTION_HELP),
                format="percent",
                **bound_widgets.bound("data", "validation_fraction"),
            )
    with amount:
        number_field(
            say(texts.IMAGES),
            1,
            available,
            placeholder=number(available, ","),
            help=say(texts.IMAGES_HELP),
            **bound_widgets.bound("data", "images"),
        )


def _trap(dataset: Dataset, fraction: float) -> None:
    labels = np.sort(dataset.y_train)
    validates = np.arange(len(labels)) >= round(len(labels) * (1 - fraction))
    present = len(np.unique(labels[validates]))
    classes = dataset.card.num_classes
    words: dict[str, float] = {"fraction": fraction, "present": present, "classes": classes}
    _strip(
        say(texts.TRAP, **words),
        labels,
        ~validates,
        validates,
        say(texts.ALT_TRAP, **words),
    )
    st.caption(say(texts.TRAP_NOTE, **words))


def _strip(
    title: str, labels: np.ndarray, trains: np.ndarray, validates: np.ndarray, alt: str
) -> None:
    """The pictures in their order from left to right, at most `STRIP` of them."""
    sample = np.linspace(0, len(labels) - 1, min(STRIP, len(labels))).astype(int)
    roles = np.where(
        (trains & validates)[sample, None],
        BOTH,
        np.where(validates[sample, None], VALIDATES, TRAINS),
    )
    rows = np.stack([CLASS_COLOURS[labels[sample] % len(CLASS_COLOURS)], roles])
    image = Markup(pictures.image_tag(rows.astype(np.uint8), 255, alt))
    strip = Markup('<div class="fe-strip"><p>{title}</p>{image}</div>')
    st.html(strip.format(title=title, image=image))
