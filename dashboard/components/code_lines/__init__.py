"""Code whose lines can be marked: each line is a choice among them all, by click or by key."""

from collections.abc import Callable, Collection, Mapping

from dashboard.components.component import component
from dashboard.server.state import widget_value

_LINES = component(__file__, "lines")


def code_lines(
    key: str,
    label: str,
    lines: Mapping[int, str],
    choices: Collection[int],
    marked: int | None,
    on_mark: Callable[[int], object],
    solution: Collection[int] = (),
    solution_words: str = "",
) -> None:
    """Show `lines` of code by their places, from 0; `on_mark` is told that of the marked one.

    `label` says to a screen reader what is to be marked, and `choices` which lines can be. Once
    they may be known, the lines at the places `solution` are shown as what was to be found, and
    `solution_words` say so.
    """

    def take() -> None:
        place = widget_value(key).marked
        # A message can be forged.
        if isinstance(place, int) and place in choices:
            on_mark(place)

    _LINES(
        key=key,
        data={
            "label": label,
            "marked": marked,
            "solutionWords": solution_words,
            "lines": [
                {
                    "place": place,
                    "code": line,
                    "isChoice": place in choices,
                    "isSolution": place in solution,
                }
                for place, line in lines.items()
            ],
        },
        on_marked_change=take,
    )
