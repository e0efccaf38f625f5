"""A path that a student has been through, and reports of it."""

import json
import re
from pathlib import Path as Folder
from tempfile import TemporaryDirectory

from core.datasets import CARDS, Library
from core.path.answers import ANSWER
from core.path.chapter import Path
from core.path.reading import read_path
from core.report.again import Again
from core.report.form import Report, Student
from core.report.handing_in import report_of_path
from core.report.reading import ReadReport, read_report
from core.report.sealing import checksum, data_in, sealed
from core.runs.store import RunStore
from tests.made.whole_runs import LINK, whole_run

ADA = Student(name="Ada Lovelace", number="ada@example.org")
MADE = 1_750_000_000.0
DRAWN = ((0.0, 0.1), (1.0, 0.5), (2.0, 0.6))
IN_WORDS = "It had not seen the pictures that validate."


FILES = {
    "path.md": "---\ntitle: A small path\nsummary: Two chapters.\n---\n",
    "01-first.md": f"""---
title: First
minutes: 5
page: train
needs: [digits]
---
```predict
name: loss
ask: What is the **first** loss?
number: initial_loss
within: 0.1
of: go
why: It is ln 10.
```
```predict
name: curve
ask: Draw it.
curve: val_accuracy
within: 0.2
of: go
```
```run
name: go
ask: Train it.
recipe: "?{LINK}"
```
```observe
name: better
ask: Did it get better?
of: go
choices:
  - {{text: "Yes", when: val_accuracy > 20 %}}
  - {{text: "No", when: val_accuracy <= 20 %}}
```
""",
    "02-second.md": """---
title: Second
minutes: 5
page: train
needs: [digits]
---
```explain
name: why
ask: Why not all?
sample: New pictures differ.
```
```task
name: half
ask: Reach a half.
when: val_accuracy >= 50 %
```
""",
}
"""A path as a teacher writes it."""


def put_path(home: Folder) -> Folder:
    """Put the path into the home of a lab → its folder."""
    folder = home / "paths" / "small"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _read() -> Path:
    with TemporaryDirectory() as home:
        return read_path(put_path(Folder(home)), "en", CARDS.__getitem__)


PATH = _read()


def answer(store: RunStore, block: str, told: dict, owner: str = "ada") -> None:
    """Store an answer to a block of the path."""
    chapter = next(one.name for one in PATH.chapters if block in one.blocks)
    ANSWER.validate_python(told)
    store.answers.save(owner, PATH.name, chapter, block, json.dumps(told))


def go_through(store: RunStore, owner: str = "ada") -> str:
    """Answer the path to its end, with a run → the id of the run."""
    store.answers.open(owner, PATH.name, "first")
    answer(store, "loss", {"kind": "number", "number": 2.3}, owner)
    answer(store, "curve", {"kind": "curve", "points": DRAWN}, owner)
    run_id = whole_run(store, owner)
    answer(store, "go", {"kind": "run", "run": run_id}, owner)
    answer(store, "better", {"kind": "choice", "choice": 1}, owner)
    store.answers.open(owner, PATH.name, "second")
    answer(store, "why", {"kind": "words", "words": IN_WORDS}, owner)
    answer(store, "half", {"kind": "run", "run": run_id}, owner)
    return run_id


def report_in(store: RunStore, library: Library, student: Student = ADA) -> Report:
    """The report of who has gone through the path in a store."""
    return report_of_path(PATH, student, store, library, "ada", MADE)


def page_of(report: Report, around: str = "<p>My work</p>") -> str:
    """A page with a report in it, and the seal of a lab."""
    page = f"<!doctype html>\n<html><body>\n{around}\n</body></html>\n"
    return sealed(page, report.model_dump(mode="json"), "lab", lambda words: f"signed {words}")


def data_of(page: str) -> dict:
    """The JSON in a page."""
    return json.loads(data_in(page, "page"))


def with_data(page: str, data: object) -> str:
    """The page with other JSON in it."""
    text = data if isinstance(data, str) else json.dumps(data)
    before, after = re.split(r"(?<=\>)\{.*\}(?=</script>)", page, flags=re.DOTALL)
    return before + text + after


def resealed(data: dict) -> dict:
    """The data of a report after somebody has mended all checksums in it."""
    for run in data["report"]["runs"]:
        run["checksum"] = checksum([run["recipe"], run["events"], run["weights"]])
    data["seal"]["checksum"] = checksum(data["report"])
    return data


def as_read(page: str, file: str = "ada.html") -> ReadReport:
    """The report in a page, as a lab reads it that has the path."""
    again = Again(Library(Folder("no-home")), lambda name: PATH if name == PATH.name else None)
    return read_report(page, file, again)
