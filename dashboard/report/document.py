"""A report as one HTML file: all of it is read without scripts, without a network, and on paper."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from markdown_it import MarkdownIt
from markupsafe import Markup

from core.language import direction, language, number, say
from core.report.form import Report, ReportedAnswer, ReportedCase, ReportedChapter
from core.report.standing import ReportStanding, standing
from core.runs.history import History
from dashboard.report import texts
from dashboard.report.report_charts import prediction_html, run_html
from dashboard.report.words import duration

_LOOK = Path(__file__).with_suffix(".css")
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
_PAGE = Markup("""<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title} · {name}</title>
<style>{look}</style>
</head>
<body>
<main>
<header>
<h1>{title}</h1>
<p class="student"><b><bdi>{name}</bdi></b>{number}</p>
<p class="made">{made}</p>
</header>
<dl class="summary">{summary}</dl>
{chapters}{cases}{runs}
<footer><h2>{proof_title}</h2>{proof}</footer>
</main>
</body>
</html>
""")
_NUMBER = Markup(" <span><bdi>{}</bdi></span>")
_FACT = Markup("<div><dt>{name}</dt><dd>{value}</dd></div>")
_CHAPTER = Markup("<section><h2>{title}</h2>{answers}</section>\n")
_ANSWER = Markup(
    '<article class="{look}"><p class="kind">{kind}</p><div class="asked">{asked}</div>'
    "{said}{findings}{charts}{why}</article>\n"
)
_SAID = Markup('<p class="said"><span>{name}</span> <bdi>{words}</bdi></p>')
_VERDICT = Markup('<p class="verdict">{}</p>')
_WAS = Markup('<p class="was"><span>{name}</span> <bdi>{words}</bdi></p>')
_FINDING = Markup('<p class="finding">{}</p>')
_WHY = Markup('<div class="why">{}</div>')
_RUN = Markup(
    '<article class="run" id="run-{id}"><h3><bdi>{name}</bdi></h3><p>{result}</p>{brought}'
    '<p class="recipe">{recipe}</p><div class="charts">{charts}</div>'
    "<p>{again}</p><code>{link}</code></article>\n"
)
_TO_RUN = Markup('<p><a href="#run-{id}">{words}</a></p>')
_PARAGRAPH = Markup("<p>{}</p>")

# No HTML, no links, no pictures: a chapter's words, whoever wrote them.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["link", "image", "autolink"])


class ShownRun(NamedTuple):
    """A run as the page shows it: what it is called, its recipe in words, its history, its link."""

    id: str
    name: str
    words: str
    history: History
    link: str
    is_brought: bool


def document(report: Report, runs: Sequence[ShownRun], when: Callable[[float], str]) -> str:
    """The page, without the data in it; `when` writes a time in seconds since 1970."""
    spoken = language()
    known = {run.id for run in runs}
    student = report.student
    return _PAGE.format(
        language=spoken,
        direction=direction(spoken),
        policy=_POLICY,
        look=Markup(_LOOK.read_text(encoding="utf-8")),
        title=report.title,
        name=student.name,
        number=_NUMBER.format(student.number) if student.number else "",
        made=say(texts.MADE, when=when(report.made), lab=report.lab),
        summary=Markup().join(
            _FACT.format(name=name, value=value) for name, value in facts(standing(report))
        ),
        chapters=Markup().join(chapter_html(chapter, known) for chapter in report.chapters),
        cases=cases_html(report.cases, known),
        runs=_section(say(texts.RUNS), [*map(_run, runs), *_left_out(report)]),
        proof_title=say(texts.PROOF_TITLE),
        proof=Markup().join(_PARAGRAPH.format(say(sentence)) for sentence in texts.PROOF),
    )


def facts(stands: ReportStanding) -> Iterable[tuple[str, str]]:
    """How far a report is, in words: name and value of each figure that means something in it."""
    for name, done, of in (
        (texts.CHAPTERS, stands.chapters_done, stands.chapters),
        (texts.QUESTIONS, stands.given, stands.asked),
        (texts.PREDICTIONS, stands.predicted, stands.predictions),
        (texts.NEAR, stands.near, stands.predicted),
        (texts.TASKS, stands.tasks_met, stands.tasks),
        (texts.SOLVED, stands.cases_solved, stands.cases),
    ):
        if of:
            yield say(name), say(texts.OF, done=done, of=of)
    if stands.cases:
        yield say(texts.HINTS), number(stands.hints, "d")
    yield say(texts.AT_WORK), duration(stands.seconds)


def _section(title: str, parts: Sequence[Markup]) -> Markup:
    return _CHAPTER.format(title=title, answers=Markup().join(parts)) if parts else Markup()


def chapter_html(
    chapter: ReportedChapter,
    known: Collection[str] = (),
    *,
    findings: Mapping[str, Sequence[str]] = MappingProxyType({}),
    chart: Callable[[ReportedAnswer], Markup] = prediction_html,
) -> Markup:
    """A chapter with its answers, with links to the runs that are `known` on the page.

    `findings` are sentences about the answers, by block; `chart` shows a curve that was drawn.
    """
    answers = [
        _answer(answer, known, findings.get(answer.block, ()), chart(answer))
        for answer in chapter.answers
    ]
    return _section(chapter.title, answers)


def _answer(
    answer: ReportedAnswer, known: Collection[str], findings: Sequence[str], chart: Markup
) -> Markup:
    said = []
    if answer.given:
        name = say(texts.GIVEN.get(answer.kind, texts.SAID))
        said.append(_SAID.format(name=name, words=answer.given))
    if answer.was:
        is_sample = answer.kind == "explain" and answer.is_right is None
        name = say(texts.SAMPLE if is_sample else texts.WAS)
        said.append(_WAS.format(name=name, words=answer.was))
    if verdict := verdict_in_words(answer):
        said.append(_VERDICT.format(verdict))
    return _ANSWER.format(
        look=_look(answer.is_right),
        kind=say(texts.KINDS[answer.kind]),
        asked=_markdown(answer.asked),
        said=Markup().join([*said, _to_run(answer.run, known)]),
        findings=Markup().join(map(_FINDING.format, findings)),
        charts=chart,
        why=_WHY.format(_markdown(answer.why)) if answer.why else "",
    )


def verdict_in_words(answer: ReportedAnswer | ReportedCase) -> str:
    """Whether an answer was right, or that there is none; empty for what is neither.

    Of a case, whether it is solved.
    """
    if isinstance(answer, ReportedCase):
        return say(texts.CASE_SOLVED if answer.is_solved else texts.CASE_OPEN)
    if not answer.is_given:
        missing = texts.MISSING.get(answer.kind, texts.NOT_ANSWERED)
        return say(texts.TOLD if answer.told else missing)
    if answer.is_right is None:
        return ""
    return say(texts.VERDICTS[answer.kind, answer.is_right])


def _look(is_right: bool | None) -> str:
    return {True: "right", False: "wrong", None: "plain"}[is_right]


def _to_run(run: str | None, known: Collection[str]) -> Markup:
    return _TO_RUN.format(id=run, words=say(texts.TO_RUN)) if run in known else Markup()


def cases_html(
    cases: Sequence[ReportedCase],
    known: Collection[str] = (),
    *,
    findings: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Markup:
    """The cases of Find the bug; `findings` are sentences about them, by their names."""
    told = [_case(case, known, findings.get(case.name, ())) for case in cases]
    return _section(say(texts.CASES), told)


def _case(case: ReportedCase, known: Collection[str], findings: Sequence[str]) -> Markup:
    said = [_SAID.format(name=say(texts.SAID), words=case.given)] if case.given else []
    if case.fault:
        said.append(_WAS.format(name=say(texts.WAS), words=case.fault))
    said.append(_VERDICT.format(verdict_in_words(case)))
    return _ANSWER.format(
        look="right" if case.is_solved else "plain",
        kind=say(texts.CASE_COUNTS, hints=case.hints, tries=case.tries),
        asked=_PARAGRAPH.format(case.title),
        said=Markup().join([*said, _to_run(case.run, known)]),
        findings=Markup().join(map(_FINDING.format, findings)),
        charts="",
        why="",
    )


def _run(run: ShownRun) -> Markup:
    return _RUN.format(
        id=run.id,
        name=run.name,
        result=_result(run.history),
        brought=_PARAGRAPH.format(say(texts.BROUGHT)) if run.is_brought else "",
        recipe=run.words,
        charts=run_html(run.history),
        again=say(texts.AGAIN),
        link=run.link,
    )


def _result(history: History) -> str:
    best = history.result
    if best is None:
        return say(texts.NO_EPOCH)
    return say(
        texts.RESULT,
        epochs=len(history.training),
        accuracy=best.val_accuracy,
        loss=best.val_loss,
        took=duration(sum(epoch.seconds for epoch in history.epochs)),
    )


def _left_out(report: Report) -> list[Markup]:
    if not report.omitted:
        return []
    return [_PARAGRAPH.format(say(texts.OMITTED, count=report.omitted))]


def _markdown(text: str) -> Markup:
    return Markup(_MARKDOWN.render(text))
