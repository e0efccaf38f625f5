"""Reports that somebody brings: in files, folders and archives, each read or refused."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from core.datasets import DatasetError
from core.datasets.sources import Member, members, reading
from core.exchange.bundle import BundleError
from core.exchange.checked_events import events_from
from core.exchange.checked_json import refused_entry
from core.exchange.plain_json import canonical, from_json
from core.language import message, say
from core.limited_calls import LimitedCalls, Sentences
from core.limited_process import Limits
from core.report.again import Again, Checked
from core.report.form import FORMAT, MOST_BYTES, MOST_EVENTS, VERSION, Report, ReportedRun, Seal
from core.report.sealing import ReportError, checksum, data_in, page_is_whole, run_checksum
from core.runs.events import Event
from core.runs.history import History
from core.runs.run import Logged
from core.runs.summary import Summary

LIMITS = Limits(nbytes=2 * 2**30, seconds=120)
MOST_FILES = 2_000
"""In all that is brought together."""
MOST_TOGETHER = 100 * 2**20
"""Characters of the data of all reports that are read together: a visit keeps them."""
_NOTEBOOK = ".ipynb"

TOO_LARGE = message(
    "{file} has more than {megabytes} MB, and no report has as many: nothing in it was read."
)
NO_TEXT = message("{file} is no page in UTF-8, as reports are: the file is damaged, or another.")
IS_NOTEBOOK = message(
    "{file} is a notebook. The report is the HTML file that “Hand in” gives beside it."
)
NO_JSON = message("The data in {file} cannot be read ({error}): the file was damaged or changed.")
LATER = message(
    "{file} was made by a later version of the lab (form {found}; this version reads up to form "
    "{known}). Update the lab."
)
NOT_SO = message(
    "{file} is not as this version of the lab writes it: “{entry}” is refused. It was changed, or "
    "another version has made it."
)
TWO_RUNS = message("{file} has two runs called {run}, so it is not clear which one counts.")
MANY_EVENTS = message("The runs in {file} have more than {most:,} events in all.")
OF_RUN = message("{file} is refused: {problem}")
ALREADY = message("{file} is the same report as {other}. It counts once.")
MANY_FILES = message(
    "These are more than {most:,} files, so none was read. Choose those of one class."
)
MUCH_DATA = message(
    "These reports have more than {megabytes} MB of data in all, so none was read. Choose fewer at "
    "a time."
)
LAST = message("{problem} The last file was {file}.")


class ReadRun(NamedTuple):
    """A run of a report. `run` is without its events, which `told` has, as JSON.

    `accuracy` is the validation accuracy that it claims, None for a run whose result is not that
    of its recipe.
    """

    run: ReportedRun
    told: bytes
    summary: Summary
    accuracy: float | None

    @property
    def events(self) -> list[Logged[Event]]:
        """Its events in order."""
        return events_from(from_json(self.told), self.run.id)


class ReadReport(NamedTuple):
    """A report that was read from `file`; its runs stand in `runs`, with what came of them.

    `checked` is the same computed again. `is_whole` says that its checksums fit, `page_is_whole`
    that those of the page around it do.
    """

    file: str
    report: Report
    seal: Seal
    is_whole: bool
    page_is_whole: bool
    runs: tuple[ReadRun, ...]
    checked: Checked


class Refused(NamedTuple):
    """A file that was not read, and why, in a sentence."""

    file: str
    sentence: str


class Collected(NamedTuple):
    """What was found in files, folders and archives."""

    reports: list[ReadReport]
    refused: list[Refused]


_read = LimitedCalls(
    ReportError,
    Sentences(
        too_much_memory=message(
            "Reading these reports took more than {gigabytes:g} GB of memory, so it was given up. "
            "Choose fewer at a time."
        ),
        too_long=message(
            "Reading these reports took more than {minutes:g} minutes, so it was given up. Choose "
            "fewer at a time."
        ),
        ended=message(
            "The program that read these reports has ended ({status}): one of them is probably "
            "damaged. Choose fewer at a time."
        ),
    ),
)


def collect_apart(paths: Sequence[Path], again: Again, folder: Path) -> Collected:
    """The same as `collect`, in a process of its own, so that nothing in it can harm the lab.

    ReportError if it takes too much; OSError if the disk is full.
    """
    last = folder / "last-report"
    try:
        return _read(partial(collect, paths, again, last), LIMITS, folder)
    except ReportError as error:
        if not last.exists():
            raise
        file = last.read_text(encoding="utf-8")
        raise ReportError(say(LAST, problem=str(error), file=file)) from error


def collect(paths: Sequence[Path], again: Again, last: Path | None = None) -> Collected:
    """All reports in these files, folders and archives; what is none is refused with a sentence.

    Each is computed `again`. A file that is given twice counts once. ReportError if these are too
    many files, or too much in all. Which file is being read is noted in `last`, for whoever reads
    on if it breaks off.
    """
    found = Collected([], [])
    seen: dict[str, str] = {}
    with ExitStack() as stack:
        files: list[Member] = []
        for path in paths:
            with _refusing(found, path.name):
                files += members([path], stack)
            if len(files) > MOST_FILES:
                raise ReportError(say(MANY_FILES, most=MOST_FILES))
        together = 0
        for member in files:
            if last:
                last.write_text(member.where, encoding="utf-8", errors="replace")
            with _refusing(found, member.where):
                page = _content(member)
                _add(found, seen, member, page, again)
                together += len(data_in(page, member.where))
            if together > MOST_TOGETHER:
                raise ReportError(say(MUCH_DATA, megabytes=MOST_TOGETHER // 2**20))
    return found


def _add(found: Collected, seen: dict[str, str], member: Member, page: str, again: Again) -> None:
    its_checksum = checksum(page)
    if other := seen.get(its_checksum):
        raise ReportError(say(ALREADY, file=member.where, other=other))
    found.reports.append(read_report(page, member.where, again))
    seen[its_checksum] = member.where


@contextmanager
def _refusing(found: Collected, file: str) -> Iterator[None]:
    """What is said in this block against a file is noted, and the others are read."""
    try:
        yield
    except (BundleError, DatasetError, ReportError) as error:
        found.refused.append(Refused(file, str(error)))


def _content(member: Member) -> str:
    if member.path.suffix.lower() == _NOTEBOOK:
        raise ReportError(say(IS_NOTEBOOK, file=member.where))
    with reading(member.where), member.open() as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        megabytes = MOST_BYTES // 2**20
        raise ReportError(say(TOO_LARGE, file=member.where, megabytes=megabytes))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ReportError(say(NO_TEXT, file=member.where)) from None


def read_report(page: str, file: str, again: Again) -> ReadReport:
    """The report in a page, computed `again`; ReportError, with a sentence, if none can be read."""
    told = _told(page, file)
    with _checked(file):
        report = Report.model_validate(told["report"])
        seal = Seal.model_validate(told["seal"])
    if sum(len(run.events) for run in report.runs) > MOST_EVENTS:
        raise ReportError(say(MANY_EVENTS, file=file, most=MOST_EVENTS))
    events: dict[str, list[Logged[Event]]] = {}
    for run in report.runs:
        if run.id in events:
            raise ReportError(say(TWO_RUNS, file=file, run=run.id))
        events[run.id] = _events(run, file)
    runs = tuple(_run(run, events[run.id]) for run in report.runs)
    bare = report.model_copy(update={"runs": tuple(one.run for one in runs)})
    return ReadReport(
        file=file,
        report=bare,
        seal=seal,
        is_whole=_is_whole(told["report"], seal, runs),
        page_is_whole=page_is_whole(page, seal, file),
        runs=runs,
        checked=again(bare, events),
    )


def _told(page: str, file: str) -> dict[str, Any]:
    """The JSON in a page: an object with a report of this form and its seal."""
    try:
        told = from_json(data_in(page, file).encode("utf-8", "replace"))
    except ValueError as error:
        if isinstance(error, ReportError):
            raise
        raise ReportError(say(NO_JSON, file=file, error=str(error)[:80])) from error
    report = told.get("report") if isinstance(told, dict) else None
    if not isinstance(report, dict) or report.get("format") != FORMAT:
        raise ReportError(say(NOT_SO, file=file, entry="report"))
    version = report.get("version")
    if isinstance(version, int) and version > VERSION:
        raise ReportError(say(LATER, file=file, found=str(version)[:9], known=VERSION))
    if more := told.keys() - {"report", "seal"}:
        raise ReportError(say(NOT_SO, file=file, entry=min(more)))
    return {"seal": None} | told


@contextmanager
def _checked(file: str) -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        entry = re.sub(r"\s+", " ", refused_entry(error)) or "seal"
        raise ReportError(say(NOT_SO, file=file, entry=entry)) from error


def _events(run: ReportedRun, file: str) -> list[Logged[Event]]:
    try:
        return events_from(run.events, run.id)
    except BundleError as error:
        raise ReportError(say(OF_RUN, file=file, problem=str(error))) from error


def _run(run: ReportedRun, events: Sequence[Logged[Event]]) -> ReadRun:
    history = History(run.recipe)
    history.add(events)
    summary = Summary.of(history)
    bare = run.model_copy(update={"events": ()})
    told = canonical(run.events)
    return ReadRun(bare, told, summary, summary.accuracy if history.is_of_recipe else None)


def _is_whole(report: dict[str, Any], seal: Seal, runs: Sequence[ReadRun]) -> bool:
    """Whether the checksum of the report fits, and those of its runs."""
    return checksum(report) == seal.checksum and all(
        run_checksum(raw["recipe"], run.told, run.run.weights) == run.run.checksum
        for raw, run in zip(report.get("runs", ()), runs, strict=True)
    )
