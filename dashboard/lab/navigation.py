"""The pages of the lab: the path through the course, and what stands beside it."""

from typing import NamedTuple

import streamlit as st
from markupsafe import Markup

from core.language import message, say
from dashboard.lab import texts


class Page(NamedTuple):
    """A page of the lab; `path` is its address below that of the lab, `help` what it is for."""

    file: str
    title: str
    icon: str
    path: str
    help: str


COURSE = (
    Page(
        "start/page.py",
        message("Start"),
        ":material/rocket_launch:",
        "",
        message("Watch a first network learn, and draw for it meanwhile."),
    ),
    Page(
        "data/page.py",
        message("Data"),
        ":material/photo_library:",
        "data",
        message("Choose a dataset and look at its pictures, shapes and classes."),
    ),
    Page(
        "labels/page.py",
        message("Labels"),
        ":material/label:",
        "labels",
        message("See how a label becomes a one-hot row, a loss, and a label again."),
    ),
    Page(
        "augment/page.py",
        message("Augment"),
        ":material/auto_awesome_motion:",
        "augment",
        message("Turn, move and mirror the training pictures, and see what the network will see."),
    ),
    Page(
        "model/page.py",
        message("Model"),
        ":material/account_tree:",
        "model",
        message("Build a network layer by layer, and read it as code in two styles."),
    ),
    Page(
        "train/page.py",
        message("Train"),
        ":material/model_training:",
        "train",
        message("Set learning rate, batch size and epochs, and watch the network learn."),
    ),
    Page(
        "evaluate/page.py",
        message("Evaluate"),
        ":material/fact_check:",
        "evaluate",
        message("Measure the network on pictures it never saw, and look at its mistakes."),
    ),
    Page(
        "explain/page.py",
        message("Explain"),
        ":material/troubleshoot:",
        "explain",
        message("Follow a picture through the network, and see why it says what it says."),
    ),
    Page(
        "draw/page.py",
        message("Draw"),
        ":material/draw:",
        "draw",
        message("Draw a digit and see what the network takes it for."),
    ),
)


EXPERIMENTS = (
    Page(
        "runs/page.py",
        message("Runs"),
        ":material/science:",
        "runs",
        message("Find every run again, see what changed and what came of it, and compare them."),
    ),
)

LESSONS = (
    Page(
        "path/page.py",
        message("Path"),
        ":material/route:",
        "path",
        message("Be led through the lab: predict, run, compare, and understand why."),
    ),
    Page(
        "bugs/page.py",
        message("Find the bug"),
        ":material/bug_report:",
        "bugs",
        message("Find the mistake that was planted in a program by what it does, and mend it."),
    ),
    Page(
        "report/page.py",
        message("Hand in"),
        ":material/assignment_turned_in:",
        "report",
        message("Take what you did to your teacher; and check the reports of a class."),
    ),
)

GROUPS = {texts.COURSE: COURSE, texts.EXPERIMENTS: EXPERIMENTS, texts.LESSONS: LESSONS}
"""The groups of pages, by what they are called."""
PAGES = (*COURSE, *EXPERIMENTS, *LESSONS)


def page_at(path: str) -> Page:
    """The page at an address below that of the lab."""
    return next(page for page in PAGES if page.path == path)


def numbered_title(page: Page) -> str:
    """The title, with the page's place on the path; the start has none, nor what is beside it."""
    number, title = PAGES.index(page), say(page.title)
    return say(texts.NUMBERED, number=number, title=title) if page in COURSE[1:] else title


CHAPTER_ANCHOR = "chapter"
"""The name of the place where the chapter beside the page begins."""
_TO_CHAPTER = Markup('<a href="#{}">{}</a>')


def way_to_chapter() -> None:
    """A link for whoever would have to go through a long page: by keys, or on a phone."""
    with st.container(key="to_chapter"):
        st.html(_TO_CHAPTER.format(CHAPTER_ANCHOR, say(texts.TO_CHAPTER)))


def next_step(after: str) -> None:
    """A button to the page that follows the one at this address."""
    paths = [page.path for page in COURSE]
    following = COURSE[paths.index(after) + 1]
    st.space("small")
    st.page_link(
        following.file,
        label=say(texts.NEXT, title=say(following.title)),
        icon=":material/arrow_forward:",
        icon_position="right",
        help=say(following.help),
    )
