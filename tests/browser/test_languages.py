"""Under the pseudo-locale every page, with a run, a mistake, a refusal and a repair.

No text is bare, and none is cut off, although every sentence is a third longer.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.datasets import CARDS, Library
from core.layers import KINDS, ActivationName, KerasLayer, ledger
from core.recipe import Augmentation, preset
from core.recipe.optimizers import OPTIMIZERS
from core.runs.store import RunStore
from dashboard.lab.navigation import PAGES
from tests.browser.conftest import SLOW, settled
from tests.made.handed_in import go_through, page_of, report_in

LANGUAGE = "lang=en-XA"
DIGITS = "data.dataset=digits&data.scaling=0-1&data.validate_on=split&training.epochs=3"
WIDTHS = (1280, 390)
FITTING_SECONDS = 10
CLEAN: dict = {"bare": [], "cut": [], "open": 0}
CHECK = Path(__file__).with_name("bare_text.js").read_text(encoding="utf-8")

OUTSIDE = ", ".join(
    (
        "script, style, code, pre, textarea, title",
        "[data-testid=stHeader], [data-testid=stToolbar]",
        # Streamlit's own words, which it speaks in English only.
        "[data-testid=stSkipToContent], [data-testid=stFileUploaderDropzone]",
        "[data-testid=InputInstructions]",
        "span:has(+ span > [data-testid=stIconMaterial])",  # of a button that is only an icon
        # Names of arrays and of their types.
        ".fe-shape-ledger .array, .fe-shape-ledger .dtype",
        "[data-testid=stStatusWidget], [data-testid=stDataFrame], .modebar",
        "[class*=st-key-authored_]",  # what the author of a path has written
        ".fe-class bdi",  # names of students and of what they hand in
    )
)
"""What is no text of the lab: code, Streamlit's own controls, the texts of paths."""

NAMES = sorted(
    {"First", "Epoch", "First Epoch", "ImageDataGenerator", "None", "ln", "argmax"}
    | {word for card in CARDS.values() for word in (card.title, *card.title.split())}
    | {name for card in CARDS.values() for name in card.classes}
    | {kind.__name__ for kind in KINDS.values() if issubclass(kind, KerasLayer)}
    | set(KINDS)
    | {name for kind in KINDS.values() for name in kind.model_fields}
    | set(Augmentation.model_fields)
    | {row.name for row in ledger(preset("digits-mlp").model.layers, (8, 8, 1))}
    | set(ActivationName.__args__)
    | {optimizer.keras_class for optimizer in OPTIMIZERS.values()}
)
"""Names that no language translates."""


def run_id(page: Page) -> str:
    found = re.search(r"run=([0-9a-f]+)", page.url)
    assert found
    return found[1]


def trained(page: Page, lab: str, link: str) -> str:
    """Train a recipe to its end, in the pseudo-locale → the id of its run."""
    page.goto(f"{lab}/train?{LANGUAGE}&{link}")
    page.locator(".st-key-train button:visible").first.click()
    expect(page.locator(".st-key-train_more button:visible").first).to_be_visible(timeout=SLOW)
    return run_id(page)


@pytest.fixture(scope="module")
def tour(lab, visiting) -> Iterator[Page]:
    """The visit of somebody who has trained a network and goes from page to page."""
    with visiting() as context:
        page = context.new_page()
        trained(page, lab, DIGITS)
        yield page


def check(page: Page) -> None:
    """No bare text and none cut off, wide and narrow.

    Read again for a while if there is any: a page takes a moment to fit into another width.
    """
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator("h1").first).to_be_visible(timeout=SLOW)
        settled(page)
        deadline = time.monotonic() + FITTING_SECONDS
        while (found := _read(page)) != CLEAN and time.monotonic() < deadline:
            page.wait_for_timeout(200)
        assert found == CLEAN, f"at {width} px"


def _read(page: Page) -> dict:
    return page.evaluate(CHECK, {"allowed": NAMES, "outside": OUTSIDE})


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.title)
def test_every_page_with_a_run(lab, tour, entry):
    run = run_id(tour)
    tour.set_viewport_size({"width": WIDTHS[0], "height": 900})
    tour.get_by_test_id("stSidebar").locator(f"a[href='{lab}/{entry.path}']").click()
    tour.wait_for_url(re.compile(f"/{entry.path}\\?"))
    check(tour)
    assert LANGUAGE in tour.url
    assert run_id(tour) == run


def test_a_race(lab, page):
    page.goto(f"{lab}/runs?{LANGUAGE}&view=races&{DIGITS}")
    check(page)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.locator(".st-key-begin_race button:visible").first.click()
    expect(page.locator(".fe-race a").filter(has_text="%")).to_have_count(4, timeout=SLOW)
    check(page)


def test_the_reports_of_a_class(lab, page, tmp_path):
    store = RunStore(tmp_path)
    go_through(store)
    file = tmp_path / "ada.html"
    file.write_text(page_of(report_in(store, Library(tmp_path))), encoding="utf-8")
    store.close()
    page.goto(f"{lab}/report?{LANGUAGE}&view=check")
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".st-key-read_reports button:visible").first.click()
    expect(page.locator(".fe-class tbody tr")).to_have_count(1, timeout=SLOW)
    check(page)


def test_a_case_of_find_the_bug(lab, page):
    page.goto(f"{lab}/bugs?{LANGUAGE}&case=more-red-letters.3")
    check(page)


def test_a_mistake_in_a_network_and_the_refusal_to_train_it(lab, page):
    mistaken = "model.layers=flatten,dense:3,softmax"
    page.goto(f"{lab}/model?{LANGUAGE}&{mistaken}")
    check(page)
    page.goto(f"{lab}/train?{LANGUAGE}&{mistaken}")
    page.locator(".st-key-train button:visible").first.click()
    expect(page.get_by_test_id("stAlert").filter(has_text="⟦").first).to_be_visible(timeout=SLOW)
    check(page)


def test_what_the_coach_says_and_the_run_that_it_mends(lab, page):
    too_high = DIGITS + "&training.learning_rate=100"
    before = trained(page, lab, too_high)
    check(page)
    page.get_by_role("button", name=re.compile("^(?!Help).*learning rate")).first.click()
    expect(page).not_to_have_url(re.compile(before), timeout=SLOW)
    expect(page.locator(".st-key-train_more button:visible").first).to_be_visible(timeout=SLOW)
    check(page)
