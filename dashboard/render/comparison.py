"""Several runs side by side; the look is in `style.css`."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

_DOT = Markup('<i style="background:{colour}"></i><bdi>{name}</bdi>')
_CARD = Markup('<div class="fe-card">{image}<p>{truth}</p>{answers}</div>')
_ANSWER = Markup('<p class="fe-answer {kind}">{who} {mark} {words}</p>')


class Coloured(NamedTuple):
    """A run: its name, and the colour of its line."""

    name: str
    colour: str

    @property
    def html(self) -> Markup:
        """The name behind a dot of its colour."""
        return _DOT.format(name=self.name, colour=self.colour)


class NetworkAnswer(NamedTuple):
    """What a network says of a picture, in words, and whether that is right."""

    who: Coloured
    words: str
    right: bool


def runs_table(
    runs: Sequence[Coloured], rows: Iterable[tuple[str, Sequence[str]]], corner: str
) -> Markup:
    """A column a run, a row for each thing: what it is called, and its values in words."""
    cell = Markup("<td>{}</td>").format
    head = Markup().join(Markup('<th scope="col">{}</th>').format(run.html) for run in runs)
    body = Markup().join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(name, Markup().join(map(cell, values)))
        for name, values in rows
    )
    return Markup(
        '<div class="fe-scroll"><table class="fe-compare"><thead><tr><th scope="col">{}</th>{}</tr>'
        "</thead><tbody>{}</tbody></table></div>"
    ).format(corner, head, body)


def answers_card(image: Markup, truth: str, answers: Iterable[NetworkAnswer]) -> Markup:
    """A picture with what it is and what each network says of it."""
    lines = (
        _ANSWER.format(
            kind="right" if right else "wrong",
            who=Markup('<i style="background:{}"></i>').format(who.colour),
            mark="✓" if right else "✗",
            words=words,
        )
        for who, words, right in answers
    )
    return _CARD.format(image=image, truth=truth, answers=Markup().join(lines))
