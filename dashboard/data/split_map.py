"""Who trains and who validates, as a map of the training set coloured by class."""

import html

import numpy as np
import streamlit as st

from core.datasets import Dataset
from core.lint.refusal import refusal
from core.preparation.split import split
from dashboard.lab import bound_widgets, screen
from dashboard.render import pictures

TEXT = {
    "images": "Training pictures to use",
    "images_help": "Fewer pictures train faster and teach less. Try 1,000 and compare.",
    "validate_on": "Who validates",
    "validate_help": (
        "Validation shows how the network does on pictures it did not practise on. "
        "Try the training set itself once, and see what the curves can no longer tell."
    ),
    "who": {
        "split": "a part of the training set",
        "test": "the test set",
        "train": "the training set itself",
    },
    "fraction": "Share kept aside",
    "fraction_help": "Too small, and validation jumps about; too large, and little is left.",
    "mistake_test": "The homework did this on MNIST. Choosing by the test set wears it out: "
    "its figure no longer says how the network does on new pictures.",
    "mistake_train": "The homework did this on FER-2013. The network is asked what it practised, "
    "so learning by heart looks like understanding.",
    "good_split": "{validation:,} pictures are kept aside at random, every class in its "
    "proportion. The network never practises on them.",
    "map": "A map of the pictures used, in the order they lie in the file. Above: the class, a "
    "colour each. Below: blue trains, orange validates.",
    "this": "This recipe",
    "trap": "If the file were sorted by class, and the last {fraction:.0%} validated",
    "trap_note": "Validation would know {present} of {classes} classes, and training would hardly "
    "know those. `model.fit(validation_split=…)` takes the last rows, without shuffling.",
    "alt_this": "{train:,} pictures train and {validation:,} validate",
    "alt_trap": "The last {fraction:.0%} of a sorted file hold {present} of {classes} classes",
}
STRIP = 600
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
        st.success(
            TEXT["good_split"].format(validation=len(chosen.validation)),
            icon=":material/check_circle:",
        )
    else:
        st.warning(TEXT[f"mistake_{validates_on}"], icon=":material/warning:")
    st.caption(TEXT["map"])
    used = chosen.train if chosen.validation_set == "test" else np.union1d(*chosen[:2])
    trains = np.isin(used, chosen.train)
    validates = np.isin(used, chosen.validation) & (chosen.validation_set == "train")
    alt = TEXT["alt_this"].format(train=len(chosen.train), validation=len(chosen.validation))
    _strip(TEXT["this"], dataset.y_train[used], trains, validates, alt)
    _trap(dataset, recipe.data.validation_fraction)


def _controls(dataset: Dataset) -> None:
    available = len(dataset.y_train)
    who, amount = st.columns([3, 2], gap="medium")
    with who:
        st.segmented_control(
            TEXT["validate_on"],
            list(TEXT["who"]),
            format_func=TEXT["who"].get,
            help=TEXT["validate_help"],
            required=True,
            wrap=True,
            **bound_widgets.bound("data", "validate_on"),
        )
        if screen.recipe().data.validate_on == "split":
            st.slider(
                TEXT["fraction"],
                0.05,
                0.5,
                step=0.05,
                help=TEXT["fraction_help"],
                format="percent",
                **bound_widgets.bound("data", "validation_fraction"),
            )
    with amount:
        st.number_input(
            TEXT["images"],
            1,
            available,
            placeholder=f"{available:,}",
            help=TEXT["images_help"],
            **bound_widgets.bound("data", "images"),
        )


def _trap(dataset: Dataset, fraction: float) -> None:
    labels = np.sort(dataset.y_train)
    validates = np.arange(len(labels)) >= round(len(labels) * (1 - fraction))
    present = len(np.unique(labels[validates]))
    words = {"fraction": fraction, "present": present, "classes": dataset.card.num_classes}
    _strip(
        TEXT["trap"].format(**words),
        labels,
        ~validates,
        validates,
        TEXT["alt_trap"].format(**words),
    )
    st.caption(TEXT["trap_note"].format(**words))


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
    image = pictures.image_tag(rows.astype(np.uint8), 255, alt)
    st.html(f'<div class="fe-strip"><p>{html.escape(title)}</p>{image}</div>')
