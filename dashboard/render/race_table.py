"""The table of a race: who takes part, and what came of it; the look is in `style.css`."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from dashboard.render.comparison import Coloured

_TABLE = Markup(
    '<div class="fe-scroll"><table class="fe-compare fe-race"><thead><tr>{head}</tr></thead>'
    "<tbody>{body}</tbody></table></div>"
)
_ROW = Markup(
    '<tr class="{look}"><td>{place}</td><th scope="row">{name}</th>'
    "<td><b>{mean}</b> <span>{band}</span></td><td>{done}</td><td>{runs}</td></tr>"
)
_LINK = Markup('<a href="{link}" target="_blank" title="{help}">{words}</a>')


class RaceTableRun(NamedTuple):
    """A run in a word, what it reaches or how far it is, and its address; none if not begun."""

    words: str
    link: str


class RaceRow(NamedTuple):
    """Who takes part: its place, its mean, from which to which its seeds reach, how many are done.

    All of it is in words, and empty as long as nothing is known. `name` has no dot if its colour is
    empty.
    """

    place: str
    name: Coloured
    mean: str
    band: str
    done: str
    runs: Sequence[RaceTableRun]


def race_table(rows: Iterable[RaceRow], head: Sequence[str], help: str, best: str) -> Markup:
    """A row a contestant. `head` are the names of the five columns, `help` says what a link does.

    `best` is the place, as a row has it, of those that are ahead.
    """
    cells = Markup().join(map(Markup('<th scope="col">{}</th>').format, head))
    body = Markup().join(
        _ROW.format(
            look="best" if row.place == best else "",
            place=row.place,
            name=row.name.html if row.name.colour else row.name.name,
            mean=row.mean,
            band=row.band,
            done=row.done,
            runs=Markup(" · ").join(_run(run, help) for run in row.runs),
        )
        for row in rows
    )
    return _TABLE.format(head=cells, body=body)


def _run(run: RaceTableRun, help: str) -> Markup | str:
    return _LINK.format(link=run.link, words=run.words, help=help) if run.link else run.words
