"""The path through the lab: its pages in order, and the way from each to the next."""

from typing import NamedTuple

import streamlit as st

TEXT = {"numbered": "{number} {title}", "next": "Next: {title}"}


class Step(NamedTuple):
    """A page: its file, what it is called, its address, and what it is for."""

    file: str
    title: str
    icon: str
    path: str
    help: str


STEPS = (
    Step(
        "start/page.py",
        "Start",
        ":material/rocket_launch:",
        "",
        "Train a first network with one click.",
    ),
    Step(
        "data/page.py",
        "Data",
        ":material/photo_library:",
        "data",
        "Choose a dataset and look at its pictures, shapes and classes.",
    ),
    Step(
        "labels/page.py",
        "Labels",
        ":material/label:",
        "labels",
        "See how a label becomes a one-hot row, a loss, and a label again.",
    ),
    Step(
        "augment/page.py",
        "Augment",
        ":material/auto_awesome_motion:",
        "augment",
        "Turn, move and mirror the training pictures, and see what the network will see.",
    ),
    Step(
        "model/page.py",
        "Model",
        ":material/account_tree:",
        "model",
        "Build a network layer by layer, and read it as code in two styles.",
    ),
    Step(
        "train/page.py",
        "Train",
        ":material/model_training:",
        "train",
        "Set learning rate, batch size and epochs, and watch the network learn.",
    ),
    Step(
        "evaluate/page.py",
        "Evaluate",
        ":material/fact_check:",
        "evaluate",
        "Measure the network on pictures it never saw, and look at its mistakes.",
    ),
    Step(
        "explain/page.py",
        "Explain",
        ":material/troubleshoot:",
        "explain",
        "Follow a picture through the network, and see why it says what it says.",
    ),
    Step(
        "draw/page.py",
        "Draw",
        ":material/draw:",
        "draw",
        "Draw a digit and see what the network takes it for.",
    ),
)


def numbered_title(step: Step) -> str:
    """The title with the step's place on the path; the start has none."""
    number = STEPS.index(step)
    return TEXT["numbered"].format(number=number, title=step.title) if number else step.title


def next_step(after: str) -> None:
    """A button to the page that follows the one at this address."""
    paths = [step.path for step in STEPS]
    following = STEPS[paths.index(after) + 1]
    st.space("small")
    st.page_link(
        following.file,
        label=TEXT["next"].format(title=following.title),
        icon=":material/arrow_forward:",
        icon_position="right",
        help=following.help,
    )
