"""How long the reports of a class take to be read: `python -m tests.benchmarks.reports`.

Two hundred reports of twenty runs with 30 epochs each, in one zip as Moodle gives it, read in a
process of its own as the page does it, and computed again; then what is equal among them, and the
table for Moodle; then what each click costs: to find what is trained again, beside two thousand
runs of one's own.
Prints the size of a report, and the seconds: a few on two quiet cores.
"""

import os
import tempfile
import time
import zipfile
from pathlib import Path

from core.datasets import Library
from core.lint.refusal import refusal
from core.recipe import Recipe
from core.report.again import Again
from core.report.bringing import recipe_here
from core.report.claims import SEEDS, Claim, OwnRuns
from core.report.comparing import equal
from core.report.form import Report, Student
from core.report.grades import Graded, hand_ins, moodle
from core.report.handing_in import report_of_path
from core.report.reading import Collected, collect_apart
from core.report.standing import standing
from core.runs.events import Epoch, Finished, SnapshotSaved, Started
from core.runs.listing import ListedRun
from core.runs.store import RunStore
from core.runs.summary import Summary
from tests.made.handed_in import ADA, MADE, PATH, go_through, page_of, put_path
from tests.made.whole_runs import RECIPE

REPORTS, RUNS, EPOCHS = 200, 20, 30
OWN_RUNS = 2_000


def worked_through(home: Path) -> Report:
    """The report of somebody who has trained twenty networks on the way."""
    store = RunStore(home)
    go_through(store)
    recipe = RECIPE.with_settings("training", epochs=EPOCHS)
    for _ in range(RUNS - 1):
        run_id = store.create(recipe, "ada", "engine")
        started = Started(
            train_count=1150, validation_count=287, steps_per_epoch=18, parameter_count=9610
        )
        store.append(run_id, started)
        for epoch in range(EPOCHS + 1):
            told = {"loss": 1 / (epoch + 1), "accuracy": 0.5} if epoch else {}
            ended = Epoch(
                epoch=epoch, step=18 * epoch, val_loss=1.25, val_accuracy=0.75, seconds=0.5, **told
            )
            store.append(run_id, ended)
            store.append(run_id, SnapshotSaved(epoch=epoch))
        store.append(run_id, Finished(test_loss=1, test_accuracy=0.5, seconds=15))
    report = report_of_path(PATH, ADA, store, Library(home), "ada", MADE)
    store.close()
    return report


def of_the_teacher() -> list[ListedRun]:
    """Runs of other recipes, each one finished here."""
    recipe = RECIPE.with_settings("training", epochs=EPOCHS)
    recipes = [recipe.with_settings("training", batch_size=1 + at) for at in range(OWN_RUNS)]
    done = ("finished", "", "", False, None, Summary(0.5, 287))
    return [ListedRun(str(at), one.model_dump_json(), 0, *done) for at, one in enumerate(recipes)]


def to_train(found: Collected, own: list[ListedRun], library: Library) -> list[Recipe]:
    """What is trained again of the first claim of each report, as the page finds it."""
    claims = []
    for read in found.reports:
        recipe = recipe_here(read.runs[0].run, library)
        assert refusal(recipe, library.card(recipe.data.dataset)) is None
        claims.append(Claim(recipe, 0.5, 287))
    return OwnRuns(own, lambda run: True).to_train(claims, 36)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ["FIRST_EPOCH_HOME"] = str(folder / "home")
        put_path(folder / "home")
        report = worked_through(folder / "home")
        zipped = folder / "class.zip"
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as file:
            for number in range(REPORTS):
                student = Student(name=f"Student {number}", number=str(number))
                page = page_of(report.model_copy(update={"student": student}))
                file.writestr(f"Student {number}_{number}/report.html", page)
        print(f"a report: {len(page) / 2**20:.2f} MB")
        start = time.monotonic()
        found = collect_apart([zipped], Again(Library(folder / "home")), folder)
        assert all(
            read.checked.is_known and not read.checked.discrepancies for read in found.reports
        )
        print(f"{len(found.reports)} reports are read: {time.monotonic() - start:.1f} s")
        start = time.monotonic()
        reports = [read.report for read in found.reports]
        equals = equal(reports)
        graded = [Graded(reports[counts], 1, 1, "") for counts, *_ in hand_ins(reports)]
        table = moodle(graded)
        assert standing(reports[0]).tasks_met == 1 and len(equals[0].runs) == REPORTS - 1
        seconds = time.monotonic() - start
        print(f"compared and graded: {seconds:.2f} s, {len(table.splitlines())} lines")
        own, library = of_the_teacher(), Library(folder)
        for click in ("first", "second"):
            start = time.monotonic()
            assert len(to_train(found, own, library)) == SEEDS
            seconds = time.monotonic() - start
            print(f"what is trained again, at the {click} click: {seconds:.2f} s")


if __name__ == "__main__":
    main()
