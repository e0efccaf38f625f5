"""How quick the lab is for the person in front of it: `python -m tests.benchmarks.app`.

Starts the real app with an empty home folder and drives it in a real browser. Prints, in one run:
start to first usable page (the second start, so that files are warm), opening a lab that has just
started to a drawing that is read by the network that is trained meanwhile, the memory of the app's
process, click on Train to the first point on the page, pen up to updated bars, alone and beside a
run, and an edit of the network to the table that says it, in several visits.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from core.datasets import Library
from tests.browser.conftest import ROOT, chromium, free_port

STROKES = 60
VISITS = 6
EDITS = 8
LONG = "?data.dataset=digits&data.scaling=0-1&training.batch_size=8&training.epochs=1000"

# Notes when the mouse goes down on the button, and when the title of the first chart has a loss.
FIRST_POINT = """() => new Promise(done => {
  const title = () => [...document.querySelectorAll('*')]
    .map(node => node.shadowRoot?.querySelector('figure.loss figcaption')?.textContent).join('')
  const before = title()
  const ready = () => title() !== before && /Loss: [\\d.]+ on/.test(title())
  document.querySelector('.st-key-train button').click()
  const clicked = performance.now()
  const look = () => ready() ? done(performance.now() - clicked) : requestAnimationFrame(look)
  look()
})"""

# From the end of the next stroke to the next change of the answer.
ANSWER = """() => { window.answered = new Promise(done => {
  document.addEventListener('pointerup', () => {
    const lifted = performance.now()
    const answer = document.querySelector('.st-key-verdict')
    new MutationObserver((_, observer) => {
      if (/probability/.test(answer.textContent)) {
        observer.disconnect(); done(performance.now() - lifted)
      }
    }).observe(answer, {subtree: true, childList: true, characterData: true})
  }, {once: true, capture: true})
}) }"""

# From the next key to the table that says it.
EDITED = """() => { window.edited = new Promise(done => {
  const before = document.querySelector('.fe-ledger').textContent
  document.addEventListener('keydown', () => {
    const pressed = performance.now()
    const look = () => {
      const ledger = document.querySelector('.fe-ledger')
      if (ledger && ledger.textContent !== before) done(performance.now() - pressed)
      else requestAnimationFrame(look)
    }
    look()
  }, {once: true, capture: true})
}) }"""


@contextmanager
def running_app(home: str) -> Iterator[tuple[str, psutil.Process, float]]:
    """The app → its address, its process, and when it was started."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
    command += ["--server.headless", "true", "--server.port", str(port)]
    began = time.perf_counter()
    app = psutil.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "FIRST_EPOCH_HOME": home},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}", app, began
    finally:
        app.terminate()
        app.wait()


@contextmanager
def started_browser() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


def open_page(page: Page, address: str) -> float:
    """Go there as soon as the app answers, and wait until the first action can be clicked.

    → when the address was opened.
    """
    while True:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
            break
        except OSError:
            time.sleep(0.02)
    opened = time.perf_counter()
    page.goto(address)
    page.get_by_role("button", name="Train it").wait_for()
    return opened


def memory(app: psutil.Process) -> tuple[float, bool]:
    """Resident megabytes of the app's own process, and whether TensorFlow is loaded in it."""
    loaded = any("tensorflow" in region.path for region in app.memory_maps())
    return app.memory_info().rss / 2**20, loaded


def measure_first_drawing(page: Page, opened: float) -> None:
    """Train and draw on the first page, in a lab whose workers still start."""
    page.get_by_role("button", name="Train it").click()
    box = page.locator(".st-key-start_draws canvas").bounding_box()
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(x, box["y"] + 0.8 * box["height"])
    page.mouse.up()
    read = page.locator(".st-key-verdict h2", has_text=re.compile(r"^\d$"))
    read.wait_for(timeout=60_000)
    print(f"cold lab opened to a drawing read{'':12} {time.perf_counter() - opened:5.2f} s")


def train_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Train", exact=True)


def pen_to_bars(page: Page) -> list[float]:
    """Milliseconds from the end of each of some strokes to the answer."""
    times = []
    for number in range(STROKES):
        box = page.locator(".st-key-pad canvas").bounding_box()
        x = box["x"] + box["width"] * (0.3 + 0.4 * number / STROKES)
        page.evaluate(ANSWER)
        page.mouse.move(x, box["y"] + 0.2 * box["height"])
        page.mouse.down()
        page.mouse.move(x, box["y"] + 0.8 * box["height"])
        page.mouse.up()
        times.append(page.evaluate("() => window.answered"))
        page.get_by_role("button", name="Clear").click()
        page.get_by_text("Nothing is drawn yet.").wait_for()
    return times


def edits_to_screen(context: BrowserContext, address: str) -> list[float]:
    """Milliseconds from each edit of a layer to the screen, from the first of a visit on."""
    page = context.new_page()
    page.goto(f"{address}/model?data.dataset=digits")
    page.get_by_role("link", name="Next: Train").wait_for()
    page.wait_for_timeout(1000)
    units = page.locator(".st-key-layer_row_1").get_by_label("units", exact=True)
    times = []
    for number in range(EDITS):
        units.select_text()
        page.evaluate(EDITED)
        page.keyboard.press(str(1 + number))
        times.append(page.evaluate("() => window.edited"))
        page.wait_for_timeout(500)
    page.close()
    return times


def measure_model_page(context: BrowserContext, address: str) -> None:
    """Edits of a network, and the first of a visit apart."""
    visits = [edits_to_screen(context, address) for _ in range(VISITS)]
    show_times("edit to screen, first of a visit", [times[0] for times in visits])
    show_times("edit to screen, later", [time for times in visits for time in times[1:]])


def show_times(what: str, times: list[float]) -> None:
    """Print median, 95th percentile and largest of some milliseconds."""
    high = statistics.quantiles(times, n=20)[-1]
    middle = statistics.median(times)
    print(
        f"{what:44} median {middle:5.0f} ms, 95 % below {high:5.0f} ms, most {max(times):5.0f} ms"
    )


def add_large_dataset(home: str) -> str:
    """Random pictures, as many and as large as CIFAR-10's → the dataset's name."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (60_000, 32, 32, 3), np.uint8)
    labels = rng.integers(0, 10, 60_000)
    archive = Path(home) / "large.npz"
    np.savez(
        archive,
        x_train=images[:50_000],
        y_train=labels[:50_000],
        x_test=images[50_000:],
        y_test=labels[50_000:],
    )
    return Library(Path(home)).add([archive], title="Large")


def measure_data_page(page: Page, address: str, name: str) -> None:
    """From the click on Data to its pictures, and from the address, in a browser that knows it."""
    pictures = page.locator(".fe-grid figure").nth(23)
    page.goto(f"{address}/data?data.dataset={name}")
    pictures.wait_for()
    page.get_by_role("link", name="Train", exact=False).first.click()
    page.get_by_role("heading", name="Train", exact=True).wait_for()
    page.wait_for_timeout(1000)
    began = time.perf_counter()
    page.get_by_role("link", name="1 Data").click()
    pictures.wait_for()
    print(f"Data page, 60,000 colour pictures, by click {time.perf_counter() - began:6.2f} s")
    began = time.perf_counter()
    page.goto(f"{address}/data?data.dataset={name}")
    pictures.wait_for()
    print(f"Data page, 60,000 colour pictures, by address {time.perf_counter() - began:4.2f} s")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as home, started_browser() as browser:
        large = add_large_dataset(home)
        for attempt in ("first", "second"):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            with running_app(home) as (address, app, began):
                opened = open_page(page, address)
                usable = time.perf_counter() - began
                print(f"start to usable page, {attempt} start{'':12} {usable:5.2f} s")
                measure_first_drawing(page, opened)
                if attempt == "second":
                    measure_session(page, address, app)
                    measure_data_page(context.new_page(), address, large)
                    measure_model_page(context, address)
            context.close()


def measure_session(page: Page, address: str, app: psutil.Process) -> None:
    """A first run, a second on warm workers, and drawing."""
    page.get_by_text("What just happened?").wait_for(timeout=60_000)
    page.goto(f"{address}/train?data.dataset=digits&training.epochs=20")
    train_button(page).wait_for()
    page.wait_for_timeout(1000)
    print(f"click on Train to first point, warm{'':9} {page.evaluate(FIRST_POINT) / 1000:5.2f} s")
    page.get_by_text(re.compile("Done in")).wait_for(timeout=60_000)
    page.get_by_role("link", name="8 Draw").click()
    page.get_by_text("Nothing is drawn yet.").wait_for()
    pen_to_bars(page)  # the first answers build the network on the workers
    show_times("pen up to bars", pen_to_bars(page))
    beside = page.context.new_page()
    beside.goto(f"{address}/train{LONG}")
    train_button(beside).click()
    beside.get_by_text(re.compile(r"Epoch \d+ of 1000")).wait_for(timeout=60_000)
    # The run goes on without its page. A browser does not paint what nobody sees, but this one,
    # which has no window, would paint both pages.
    beside.close()
    show_times("pen up to bars beside a training run", pen_to_bars(page))
    size, loaded = memory(app)
    print(f"memory of the app process{'':20} {size:5.0f} MB, TensorFlow in it: {loaded}")


if __name__ == "__main__":
    main()
