"""A report as a notebook: the code of each run, with what the lab recorded when it was trained.

Nothing is executed for it. What stands below the cells are the records of the runs, and the
notebook says so; whoever executes it trains the networks again.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from pprint import pformat
from typing import Any, NamedTuple

from core.code import sections
from core.datasets import DatasetCard
from core.language import message, say
from core.layers import LayerError
from core.report.form import Report, ReportedAnswer, ReportedCase, ReportedChapter
from core.runs.events import Finished
from core.runs.history import History

ABOUT = message(
    "# {title}\n\n{name} · First Epoch {lab}\n\nThe cells of code reproduce the runs in plain "
    "Keras. **What stands below them was not computed by this notebook**: it is what the lab "
    "recorded when it trained these very runs. Execute the cells, and it is replaced by what they "
    "come to on your machine: the same but for the luck of other arithmetic."
)
CHAPTER = message("## {title}")
ASKED = message("**{asked}**")
GIVEN = message("Answer: {given}")
WAS = message("It was: {was}")
COUNTS = message("Hints: {hints}, tries: {tries}")
RUN = message(
    "## Run: {name}\n\nTrained with this recipe: `{link}`\n\nChecksum of recipe, events and "
    "weights, as in the report: `{checksum}`"
)
BROUGHT = message("This run was brought into the lab as a file: the lab did not train it.")
NO_CODE = message("Its code cannot be written here, because its dataset is not in this lab.")
RECORDED = message("Recorded by the lab when this run was trained:")
PARAMETERS = message("Parameters: {count:,}")
TEST = message("Test loss {loss:.3f}, test accuracy {accuracy:.3f}")
DRAWN = message("The curve that was drawn before the run, and what happened.")
DRAWN_CODE = """\
import matplotlib.pyplot as plt

# Drawn before the run: epochs done, and the value there
drawn = {drawn}
plt.plot(*zip(*drawn), "--", label="drawn before the run")
"""
HAPPENED_CODE = """\
# What happened
happened = {happened}
plt.plot(*zip(*happened), label="what happened")
"""
SHOW_CODE = """\
plt.xlabel("epoch")
plt.legend()
plt.show()"""
EXECUTED = ("data", "labels", "augmentation", "model", "training", "curves", "evaluation")
"""The parts of the script that the notebook has, after the imports."""


class NotedRun(NamedTuple):
    """A run for the notebook; `card` is None if its dataset is not here."""

    name: str
    link: str
    is_brought: bool
    checksum: str
    history: History
    card: DatasetCard | None


class Presentation(NamedTuple):
    """How a report is shown: charts as PNG, and verdicts in words.

    `run_chart` draws the curves of a run, `prediction_chart` a curve that was drawn beside the one
    that came. `verdict` says whether an answer was right or a case is solved; nothing for what is
    neither.
    """

    run_chart: Callable[[History], bytes]
    prediction_chart: Callable[[ReportedAnswer], bytes]
    verdict: Callable[[ReportedAnswer | ReportedCase], str]


def notebook(report: Report, runs: Sequence[NotedRun], shown: Presentation) -> str:
    """The notebook, nbformat 4 in JSON."""
    from nbformat import v4, writes

    about = say(ABOUT, title=report.title, name=report.student.name, lab=report.lab)
    cells = [v4.new_markdown_cell(about, id="about")]
    for place, chapter in enumerate(report.chapters):
        cells += _chapter(chapter, f"chapter-{place}", shown)
    for place, case in enumerate(report.cases):
        words = _case(case, shown.verdict(case))
        cells.append(v4.new_markdown_cell(words, id=f"case-{place}"))
    for place, run in enumerate(runs):
        cells += _run(run, f"run-{place}", shown)
    executed = (cell for cell in cells if cell.cell_type == "code")
    for number, cell in enumerate(executed, 1):
        cell.execution_count = number
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return writes(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}))


def _chapter(chapter: ReportedChapter, cell_id: str, shown: Presentation) -> Iterator[Any]:
    """The cells of a chapter: its answers, and below a drawn curve the code that draws it."""
    from nbformat import v4

    told = [say(CHAPTER, title=chapter.title)]
    for place, answer in enumerate(chapter.answers):
        told.append(_answer(answer, shown.verdict(answer)))
        if answer.drawn:
            yield v4.new_markdown_cell("\n\n".join(told), id=f"{cell_id}-to-{place}")
            yield _prediction(answer, f"{cell_id}-drawn-{place}", shown)
            told = []
    if told:
        yield v4.new_markdown_cell("\n\n".join(told), id=cell_id)


def _prediction(answer: ReportedAnswer, cell_id: str, shown: Presentation) -> Any:
    """The cell that draws a predicted curve beside the one that came."""
    from nbformat import v4

    code = DRAWN_CODE.format(drawn=_points(answer.drawn))
    if answer.happened:
        code += HAPPENED_CODE.format(happened=_points(answer.happened))
    cell = v4.new_code_cell(code + SHOW_CODE, id=cell_id)
    cell.outputs = [_picture(shown.prediction_chart(answer), say(DRAWN))]
    return cell


def _points(points: Sequence[tuple[float, float]]) -> str:
    """Points as Python writes them, rounded, in lines of code that are not too long."""
    rounded = [(float(f"{epoch:.6g}"), float(f"{value:.4g}")) for epoch, value in points]
    return pformat(rounded, width=92, compact=True)


def _run(run: NotedRun, cell_id: str, shown: Presentation) -> Iterator[Any]:
    """The cells of a run: its recipe, and its code with what was recorded."""
    from nbformat import v4

    parts = _parts(run)
    yield v4.new_markdown_cell(_about(run, has_code=bool(parts)), id=cell_id)
    for name, code in parts.items():
        cell = v4.new_code_cell(code.rstrip("\n"), id=f"{cell_id}-{name}")
        cell.outputs = _outputs(name, run, shown)
        yield cell


def _picture(png: bytes, words: str) -> Any:
    from nbformat import v4

    picture = {"image/png": b64encode(png).decode(), "text/plain": words}
    return v4.new_output("display_data", picture)


def _answer(answer: ReportedAnswer, verdict: str) -> str:
    words = [say(ASKED, asked=answer.asked), *_said(answer.given, answer.was)]
    return "\n\n".join(filter(None, [*words, verdict, answer.why]))


def _case(case: ReportedCase, verdict: str) -> str:
    words = [say(CHAPTER, title=case.title), *_said(case.given, case.fault)]
    counts = say(COUNTS, hints=case.hints, tries=case.tries)
    return "\n\n".join([*words, verdict, counts])


def _said(given: str, was: str) -> list[str]:
    words = [say(GIVEN, given=given)] if given else []
    return [*words, say(WAS, was=was)] if was else words


def _about(run: NotedRun, *, has_code: bool) -> str:
    words = [say(RUN, name=run.name, link=run.link, checksum=run.checksum)]
    words += [say(BROUGHT)] if run.is_brought else []
    words += [] if has_code else [say(NO_CODE)]
    return "\n\n".join(words)


def _parts(run: NotedRun) -> dict[str, str]:
    """The parts of its script that the notebook has, in order; none if it cannot be written."""
    if run.card is None:
        return {}
    try:
        code = sections(run.history.recipe, run.card)
    except LayerError:
        return {}
    return {name: code[name] for name in ("setup", *EXECUTED) if name in code}


def _outputs(name: str, run: NotedRun, shown: Presentation) -> list[Any]:
    """What the run has left for a part of the script, as outputs of its cell."""
    from nbformat import v4

    history, recorded = run.history, say(RECORDED)
    is_finished = isinstance(history.end, Finished)
    lines: list[str] = []
    if name == "model" and history.started:
        lines = [say(PARAMETERS, count=history.started.event.parameter_count)]
    elif name == "training" and history.epochs:
        lines = [*_epoch_lines(history)]
    elif name == "evaluation" and is_finished and history.test_loss is not None:
        lines = [say(TEST, loss=history.test_loss, accuracy=history.test_accuracy)]
    elif name == "curves" and history.epochs:
        table = "\n".join((recorded, history.to_csv()))
        return [_picture(shown.run_chart(history), table)]
    if not lines:
        return []
    text = "".join(f"{line}\n" for line in (recorded, *lines))
    return [v4.new_output("stream", name="stdout", text=text)]


def _epoch_lines(history: History) -> Iterator[str]:
    """The epochs as Keras writes them."""
    for epoch in history.epochs:
        if epoch.loss is None or epoch.accuracy is None:
            continue  # the untrained network
        yield (
            f"Epoch {epoch.epoch}/{history.planned_epochs}\n{epoch.seconds:.0f}s - "
            f"accuracy: {epoch.accuracy:.4f} - loss: {epoch.loss:.4f} - "
            f"val_accuracy: {epoch.val_accuracy:.4f} - val_loss: {epoch.val_loss:.4f}"
        )
