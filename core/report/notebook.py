"""A report as a notebook: the code of each run, with what the lab recorded when it was trained.

Nothing is executed for it. What stands below the cells are the records of the runs, and the
notebook says so; whoever executes it trains the networks again.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from core.code import sections
from core.datasets import DatasetCard
from core.language import message, say
from core.layers import LayerError
from core.report.form import Report, ReportedAnswer, ReportedCase
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
RUN = message("## Run: {name}\n\nTrained with this recipe: `{link}`")
BROUGHT = message("This run was brought into the lab as a file: the lab did not train it.")
NO_CODE = message("Its code cannot be written here, because its dataset is not in this lab.")
RECORDED = message("Recorded by the lab when this run was trained:")
PARAMETERS = message("Parameters: {count:,}")
TEST = message("Test loss {loss:.3f}, test accuracy {accuracy:.3f}")
EXECUTED = ("data", "labels", "augmentation", "model", "training", "curves", "evaluation")
"""The parts of the script that the notebook has, after the imports."""


class NotedRun(NamedTuple):
    """A run for the notebook; `card` is None if its dataset is not here."""

    name: str
    link: str
    is_brought: bool
    history: History
    card: DatasetCard | None


def notebook(
    report: Report,
    runs: Sequence[NotedRun],
    draw: Callable[[History], str],
    verdict: Callable[[ReportedAnswer | ReportedCase], str],
) -> str:
    """The notebook, nbformat 4 in JSON.

    `draw` makes the chart of a run's curves, as SVG. `verdict` says whether an answer was right or
    a case is solved; nothing for what is neither.
    """
    from nbformat import v4, writes

    about = say(ABOUT, title=report.title, name=report.student.name, lab=report.lab)
    cells = [v4.new_markdown_cell(about, id="about")]
    for place, chapter in enumerate(report.chapters):
        told = [_answer(answer, verdict(answer)) for answer in chapter.answers]
        words = "\n\n".join([say(CHAPTER, title=chapter.title), *told])
        cells.append(v4.new_markdown_cell(words, id=f"chapter-{place}"))
    for place, case in enumerate(report.cases):
        cells.append(v4.new_markdown_cell(_case(case, verdict(case)), id=f"case-{place}"))
    executed = 0
    for place, run in enumerate(runs):
        parts = _parts(run)
        words = _about(run, has_code=bool(parts))
        cells.append(v4.new_markdown_cell(words, id=f"run-{place}"))
        for name, code in parts.items():
            executed += 1
            cell = v4.new_code_cell(code.rstrip("\n"), id=f"run-{place}-{name}")
            cell.execution_count = executed
            cell.outputs = _outputs(name, run, draw)
            cells.append(cell)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return writes(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}))


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
    words = [say(RUN, name=run.name, link=run.link)]
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


def _outputs(name: str, run: NotedRun, draw: Callable[[History], str]) -> list[Any]:
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
        told = {"image/svg+xml": draw(history), "text/plain": table}
        return [v4.new_output("display_data", told)]
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
