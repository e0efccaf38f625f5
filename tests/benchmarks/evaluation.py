"""How quick the Evaluate page is on the whole of MNIST: `python -m tests.benchmarks.evaluation`.

Starts the real app on a copy of the MNIST that is on this machine and drives it in a real browser.
Prints, in one run: click on Evaluate to the drawn page, with all 10,000 test pictures, for the
first network since the app was started and for later ones; click on a cell of the confusion matrix
to its pictures; and the robustness curves.
"""

import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from core.datasets import Library
from tests.benchmarks.app import open_page, running_app, show_times, started_browser, train_button

NETWORKS = {
    "128 units": "flatten,dense:128,relu,dense:10,softmax",
    "convolutional": "conv2d:16:3,relu,maxpooling2d:2,conv2d:32:3,relu,maxpooling2d:2,flatten,"
    "dense:10,softmax",
}
RECIPE = "data.dataset=mnist&data.scaling=0-1&data.validate_on=test&data.images=2000"
RUNS = 4
CELLS = ((4, 9), (3, 5), (7, 2), (9, 4), (8, 3), (2, 2), (5, 3), (1, 1), (0, 0), (6, 6))

# From a click on the link to Evaluate to the figures, the matrix and the pictures of a cell.
EVALUATED = """() => new Promise(done => {
  const drawn = () => document.querySelector('[data-testid=stMetric]')
    && document.querySelector('.st-key-confusion_matrix .nsewdrag')
    && document.querySelector('.st-key-evaluated_cards img')
  document.querySelector('[data-testid=stSidebarNavLink][href*=evaluate]').click()
  const clicked = performance.now()
  const look = () => drawn() ? done(performance.now() - clicked) : requestAnimationFrame(look)
  look()
})"""

# From the next click to the pictures of a cell.
CELL = """([label, said]) => { window.shown = new Promise(done => {
  document.addEventListener('click', () => {
    const clicked = performance.now()
    const words = new RegExp(`“${label}” (is )?read as “${said}”`)
    const shown = () => words.test(document.body.innerText)
      && [...document.querySelectorAll('.st-key-evaluated_cards img')]
        .every(picture => picture.alt.endsWith(`, ${label}`))
    const look = () => shown() ? done(performance.now() - clicked) : requestAnimationFrame(look)
    look()
  }, {once: true, capture: true})
}) }"""


def train(page: Page, address: str, layers: str, seed: int) -> None:
    """Train a network of these layers, and stay where it says that it is done."""
    page.goto(f"{address}/train?{RECIPE}&model.layers={layers}&training.seed={seed}")
    train_button(page).click()
    page.get_by_text("Done in").wait_for(timeout=120_000)
    page.wait_for_timeout(2000)


def cell_to_pictures(page: Page) -> list[float]:
    """Milliseconds from a click on each of some cells to its pictures."""
    matrix, times = page.locator(".st-key-confusion_matrix .nsewdrag"), []
    matrix.scroll_into_view_if_needed()
    side = matrix.bounding_box()
    for label, said in CELLS:
        page.wait_for_timeout(700)
        page.evaluate(CELL, [label, said])
        at = {"x": (said + 0.3) * side["width"] / 10, "y": (label + 0.7) * side["height"] / 10}
        matrix.click(position=at)
        times.append(page.evaluate("() => window.shown"))
    return times


def robustness(page: Page) -> float:
    """Seconds from the click that asks for the curves to the curves."""
    page.get_by_role("radio", name="Robustness").click()
    button = page.get_by_role("button", name="Make the pictures worse")
    button.wait_for()
    page.wait_for_timeout(700)
    began = time.perf_counter()
    button.click()
    page.get_by_text("Measured on").wait_for()
    page.locator(".js-plotly-plot").wait_for()
    return time.perf_counter() - began


def measure(page: Page, address: str, name: str, layers: str) -> None:
    """The page on some networks of the same layers, one after the other."""
    times = []
    for seed in range(RUNS):
        train(page, address, layers, seed)
        times.append(page.evaluate(EVALUATED))
    print(f"{name}: 10,000 test pictures evaluated and drawn, first {times[0]:5.0f} ms")
    show_times("  later networks", times[1:])
    page.wait_for_timeout(1000)
    show_times("  cell to pictures", cell_to_pictures(page))
    print(f"{'  robustness curves':44} {robustness(page):6.1f} s")


def main() -> None:
    """Measure and print."""
    library = Library()
    if not library.ready("mnist"):
        print("MNIST is not on this machine: download it on the Data page first.")
        return
    library.load("mnist")
    with tempfile.TemporaryDirectory() as home, started_browser() as browser:
        shutil.copytree(library.folder / "mnist", Path(home) / "datasets" / "mnist")
        for name, layers in NETWORKS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(60_000)
            with running_app(home) as (address, _app, _began):
                open_page(page, address)
                measure(page, address, name, layers)
            page.close()


if __name__ == "__main__":
    main()
