"""What the network says of the drawing on the pad, while it is drawn.

A page that runs again takes longer than a pen should wait. So the browser asks for itself: it posts
the drawing to the lab and shows the HTML that comes back.
"""

import secrets
from functools import partial

import numpy as np
import streamlit as st

from core.datasets import DatasetCard
from core.drawing import ink
from core.runs.store import Run
from dashboard.components.draw_pad import ink_of
from dashboard.components.pen_answer import pen_answer
from dashboard.draw import challenges, pads
from dashboard.draw.readings import TEXT as READINGS
from dashboard.draw.readings import answer, ink_readings
from dashboard.lab import services
from dashboard.server.addresses import link
from dashboard.server.pen import PATH

TEXT = {
    "unanswered": "The lab does not answer. Is it still running?",
    "not_drawn": "Nobody draws the pictures of {title}.",
}


def show_pen_answer(run: Run, card: DatasetCard) -> None:
    """The answer of a run's network to the pad on this page, and how it meets the challenge."""
    asked = {"run": run.id, "pad": _pad()}
    challenge = challenges.chosen(card, drawn=True)
    if challenge is not None:
        asked["challenge"] = str(challenge)
    unanswered = answer(
        run.id, card, ink_readings(card, None), TEXT["unanswered"], lambda _outputs: ""
    )
    pen_answer(link(PATH, **asked), unanswered)


def pen_picture(card: DatasetCard) -> np.ndarray | None:
    """What the visitor's drawing is for the network, uint8 of the card's shape; None without one.

    It is the drawing that was answered last, so the picture that stands beside the answer.
    """
    drawing = pads.on(_pad())
    return None if drawing is None else ink.prepare(drawing, card)


def _pad() -> str:
    """A name for the pad of this visit that nobody else knows."""
    return st.session_state.setdefault("pad_name", secrets.token_hex(16))


def answer_to(run_id: str, message: str, challenge: str = "", pad: str = "") -> str:
    """What a run's network says of a drawing, and how that meets a challenge, as HTML.

    `message` is what the pad sends, empty for an empty pad; `challenge` is a number, or empty. The
    drawing is remembered as the one on `pad`. What is no drawing is refused in a sentence in the
    answer's place.

    Raises `RunError` for an unknown run, `DatasetError` where its dataset is gone, and `ValueError`
    for what is no challenge or a dataset whose pictures nobody can draw.
    """
    card = services.library().card(services.engine().store.run(run_id).recipe.data.dataset)
    if card.pen is None:
        raise ValueError(TEXT["not_drawn"].format(title=card.title))
    try:
        drawing = ink_of(message)
        nothing = READINGS["nothing"] if drawing is None else ""
    except ValueError as error:
        drawing, nothing = None, str(error)
    pads.put(pad, drawing)
    finding = None if drawing is None else ink.pen_finding(drawing, card)
    task = partial(challenges.progress, card, True, int(challenge) if challenge else None)
    return answer(run_id, card, ink_readings(card, drawing), nothing, task, finding or "")
