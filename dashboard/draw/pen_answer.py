"""What the network says of the drawing on the pad, while it is drawn.

A script run of the page takes longer than a pen should wait. So the browser posts the drawing to a
route of the lab and shows the HTML that comes back.
"""

from functools import partial

import numpy as np
from markupsafe import Markup

from core.datasets import DatasetCard
from core.drawing import ink
from core.language import say
from core.runs.run import Run
from dashboard.components.draw_pad import ink_in_message
from dashboard.components.pen_answer import pen_answer
from dashboard.components.texts import NO_ANSWER
from dashboard.draw import challenges, pen_drawings, texts
from dashboard.draw.answer import answer_html, prepared_drawing
from dashboard.draw.state import DrawState
from dashboard.lab import services
from dashboard.lab.state import state_of
from dashboard.server.addresses import link
from dashboard.server.pen import PATH


def show_pen_answer(run: Run, card: DatasetCard) -> None:
    """The answer of a run's network to the pad on this page, and how it meets the challenge."""
    query = {"run": run.id, "pad": state_of(DrawState).pad}
    challenge = challenges.chosen(card, drawn=True)
    if challenge is not None:
        query["challenge"] = str(challenge)
    empty = prepared_drawing(card, None)
    unanswered = answer_html(run.id, card, empty, say(NO_ANSWER), lambda _outputs: Markup())
    pen_answer(link(PATH, **query), unanswered)


def pen_picture(card: DatasetCard) -> np.ndarray | None:
    """The visitor's drawing prepared for the network, uint8 of the card's shape, if there is one.

    It is the drawing that was answered last, so the picture that stands beside the answer.
    """
    drawing = pen_drawings.on(state_of(DrawState).pad)
    return None if drawing is None else ink.prepare(drawing, card)


def answer_to(
    run_id: str,
    message: str,
    *,
    challenge: int | None = None,
    pad: str = "",
    epoch: int | None = None,
    brief: bool = False,
) -> Markup:
    """What a run's network says of a drawing, and how that meets a challenge.

    `message` is what the pad sends, empty for an empty pad; `challenge` is the number of one. The
    drawing is remembered as the one on `pad`. With the number of an `epoch` it is what the network
    said after that one; so says a run that still learns, after its newest. With `brief` the drawing
    is prepared only as the dataset's pictures were. If the message is no drawing, the answer is a
    sentence that says so.

    Raises `RunError` for an unknown run, `DatasetError` where its dataset is gone, and `ValueError`
    for a dataset whose pictures nobody can draw.
    """
    card = services.library().card(services.engine().store.run(run_id).recipe.data.dataset)
    if card.pen is None:
        raise ValueError(say(texts.NOT_DRAWN, title=card.title))
    try:
        drawing = ink_in_message(message)
        nothing = say(texts.NOTHING_DRAWN) if drawing is None else ""
    except ValueError as error:
        drawing, nothing = None, str(error)
    pen_drawings.put(pad, drawing)
    finding = None if drawing is None else ink.finding(drawing, card)
    task = partial(challenges.progress, card, True, challenge)
    preparations = prepared_drawing(card, drawing)[-1 if brief else 0 :]
    return answer_html(run_id, card, preparations, nothing, task, finding or "", epoch)
