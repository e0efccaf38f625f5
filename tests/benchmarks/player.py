"""How the player moves, in a real browser: `python -m tests.benchmarks.player`.

Prints, in one run: frames drawn a second, and from an event to its picture, while the homework's
MLP trains on a set of MNIST's size; how much longer that run takes because it is watched, by a
browser that draws on the cores that train, by one that has a core of its own, and by one elsewhere,
of which only the stream is here; how much longer an epoch of it takes while the browser draws, in
turns within one run; and what a frame costs in JavaScript when the curves have 1,000 points each.
Two cores may share more than their memory. Therefore a program that only counts, and keeps the
other core as busy as that browser does, is measured beside it.

A frame counts when the curve of the loss was drawn anew. An event's time is the one at which Dask's
scheduler heard of it; its picture's, when the browser has painted the frame that shows it. What
the probes alone cost a run: `tests.benchmarks.training_speed`, which trains with and without.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import numpy as np
import psutil
from playwright.sync_api import Browser, Page

from core.datasets import Library
from core.recipe import Recipe, preset
from core.recipe.recipe import MAX_EPOCHS
from core.runs.events import FINAL, Epoch, Finished, Started
from core.runs.run import Entry
from core.runs.store import RunStore
from dashboard.components.player import Played
from dashboard.components.player.film_page import film_page
from dashboard.server.frames import RunFrames
from tests.benchmarks.app import show_times, started_browser, train_button
from tests.benchmarks.visitors import Lab, Told, running_lab

EPOCHS = 40
ROUNDS = 3
WATCHED_SECONDS = 10.0
POINTS = 1000
FILM_SECONDS = 8.0
MOVES = 200
TURNS = 30
TURN_SECONDS = 3.2
SETTLING_SECONDS = 0.7
"""A browser that was held still draws at first what it has missed."""

# Counts for a share of each twentieth of a second.
COUNTS = """
import sys, time
share = float(sys.argv[1])
while True:
    end = time.perf_counter() + share / 20
    while time.perf_counter() < end:
        sum(range(1000))
    time.sleep((1 - share) / 20)
"""

# Notes each frame that draws the curve of the loss: when, how long its script took, and when the
# events that it is the first to show have been painted.
NOTES = """() => {
  const notes = (window.notes = { frames: [], scripts: [], painted: [] })
  let pending = []
  let isDrawn = false
  const clear = CanvasRenderingContext2D.prototype.clearRect
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    if (this.canvas.closest?.(".loss")) isDrawn = true
    return clear.apply(this, box)
  }
  const ask = window.requestAnimationFrame.bind(window)
  window.requestAnimationFrame = (draw) => ask((now) => {
    isDrawn = false
    const began = performance.now()
    draw(now)
    if (!isDrawn) return
    notes.scripts.push(performance.now() - began)
    notes.frames.push(now)
    const shown = pending
    pending = []
    setTimeout(() => notes.painted.push(...shown.map((told) => [told, Date.now() / 1000])))
  })
  window.EventSource = class extends EventSource {
    constructor(...source) {
      super(...source)
      this.addEventListener("message", ({ data }) => {
        const { run, event } = JSON.parse(data)
        if (event) pending.push([run, event.kind, event.step ?? -1])
      })
    }
  }
}"""


def add_dataset(home: str) -> str:
    """Random pictures, as many and as large as MNIST's → the dataset's name."""
    rng = np.random.default_rng(0)
    sets = {}
    for part, count in (("train", 60_000), ("test", 10_000)):
        sets[f"x_{part}"] = rng.integers(0, 256, (count, 28, 28), np.uint8)
        sets[f"y_{part}"] = rng.integers(0, 10, count)
    archive = Path(home) / "as_large_as_mnist.npz"
    np.savez(archive, **sets)
    return Library(Path(home)).add([archive], title="As large as MNIST")


def homework(dataset: str) -> Recipe:
    """The homework's MLP on this dataset."""
    recipe = preset("homework-mnist-mended")
    return recipe.with_settings("data", dataset=dataset).with_settings("training", epochs=EPOCHS)


def begin(page: Page, lab: Lab, recipe: Recipe) -> str:
    """Train a recipe on the Train page → the id of the run, once its curve grows."""
    page.goto(f"{lab.address}/train{recipe.to_link()}")
    train_button(page).click()
    page.get_by_text("pictures a second").wait_for()
    return parse_qs(urlsplit(page.url).query)["run"][0]


def seconds_of(lab: Lab, run: str) -> float:
    """How long a run took, waiting for its end and asking seldom."""
    request = urllib.request.Request(f"{lab.address}/live?run={run}")
    request.add_header("Accept", "application/json")
    while True:
        with urllib.request.urlopen(request, timeout=60) as answer:
            frames = json.load(answer)["frames"]
        events = [frame["event"] for frame in frames if "event" in frame]
        if events[-1]["kind"] in FINAL:
            return events[-1]["seconds"]
        time.sleep(2)


def read_stream(lab: Lab, run: str) -> None:
    """Follow a run to its end, as a browser does, and draw nothing."""
    with urllib.request.urlopen(f"{lab.address}/live?run={run}", timeout=60) as stream:
        for line in stream:
            if line.startswith(b"data:"):
                event = json.loads(line[5:]).get("event", {})
                if event.get("kind") in FINAL:
                    return


def notes_of(page: Page) -> dict:
    return page.evaluate("() => window.notes")


def show_frames(notes: dict) -> None:
    """Frames a second, and the longest time without one."""
    gaps = np.diff(notes["frames"])
    print(
        f"frames drawn: {1000 / gaps.mean():.1f} a second, longest time without one "
        f"{gaps.max():.0f} ms"
    )
    show_times("script of a frame", notes["scripts"])


def show_delays(notes: dict, happened: dict[Told, float]) -> None:
    """From each event to its picture."""
    painted = [((run, kind, step), at) for (run, kind, step), at in notes["painted"]]
    delays = [1000 * (at - happened[told]) for told, at in painted if told in happened]
    show_times("event to picture", delays)


def watched_seconds(page: Page, lab: Lab, recipe: Recipe, *, tells: bool) -> float:
    """How long a run takes that this page shows; `tells` prints its frames and delays."""
    page.goto(f"{lab.address}/data")
    page.get_by_role("link", name="Next: Labels").wait_for()
    run = begin(page, lab, recipe)
    page.evaluate("() => { for (const list of Object.values(notes)) list.length = 0 }")
    page.wait_for_timeout(1000 * WATCHED_SECONDS)
    notes = notes_of(page)
    seconds = seconds_of(lab, run)
    if tells:
        show_frames(notes)
        show_delays(notes, lab.happened)
    return seconds


def followed_seconds(page: Page, lab: Lab, recipe: Recipe) -> float:
    """How long a run takes of which nothing but the stream is read."""
    run = begin(page, lab, recipe)
    page.goto("about:blank")
    read_stream(lab, run)
    return seconds_of(lab, run)


def unwatched_seconds(page: Page, lab: Lab, recipe: Recipe) -> float:
    """How long a run takes that nobody follows."""
    page.goto(f"{lab.address}/data")
    run = begin(page, lab, recipe)
    page.goto("about:blank")
    return seconds_of(lab, run)


@contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A newcomer's page, which notes its frames. A newcomer's first run is played slowly."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(f"({NOTES})()")
    yield page
    context.close()


def show_longer(where: str, watched: list[float], alone: list[float]) -> None:
    """How much longer watched runs took than those that nobody watched."""
    longer = statistics.median(watched) / statistics.median(alone) - 1
    print(f"watched by a browser {where}: {statistics.median(watched):.2f} s, {longer:+.1%}")


def measure_live(browser: Browser, lab: Lab, recipe: Recipe) -> None:
    """Frames and delays of a run that is watched, and its seconds beside those of one that is not.

    They take turns, so that a busy machine slows all of them.
    """
    watched, followed, unwatched = [], [], []
    for _ in range(ROUNDS):
        with fresh_page(browser) as page:
            watched.append(watched_seconds(page, lab, recipe, tells=True))
            followed.append(followed_seconds(page, lab, recipe))
            unwatched.append(unwatched_seconds(page, lab, recipe))
    print(f"{EPOCHS} epochs, not watched: {statistics.median(unwatched):.2f} s")
    show_longer("that draws on the cores that train", watched, unwatched)
    show_longer("elsewhere", followed, unwatched)


@contextmanager
def held_still(processes: list[psutil.Process]) -> Iterator[None]:
    """Meanwhile none of these processes does anything."""
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


def sleep_a_turn() -> tuple[float, float]:
    """Let a turn pass → from when on its epochs count, and its end."""
    began = time.time()
    time.sleep(TURN_SECONDS)
    return began + SETTLING_SECONDS, time.time()


def epoch_seconds(lab: Lab, run: str, turns: list[tuple[float, float]]) -> np.ndarray:
    """How long each epoch of a run took that lies within one of these turns."""
    told = sorted(at for (of, kind, _), at in lab.happened.items() if (of, kind) == (run, "epoch"))
    within = [np.diff([at for at in told if began <= at <= ended]) for began, ended in turns]
    return np.concatenate(within)


def measure_drawing(browser: Browser, lab: Lab, recipe: Recipe) -> None:
    """How much longer an epoch takes while the browser draws than while it is held still.

    It is held still and let go in turns of a few seconds within one run, so that a machine whose
    speed changes from minute to minute changes both alike.
    """
    while_still, while_drawn = [], []
    with fresh_page(browser) as page:
        run = begin(page, lab, recipe.with_settings("training", epochs=MAX_EPOCHS))
        family = psutil.Process().children(recursive=True)
        browsers = [process for process in family if "chrom" in process.name()]
        for _ in range(TURNS):
            with held_still(browsers):
                while_still.append(sleep_a_turn())
            while_drawn.append(sleep_a_turn())
        page.get_by_role("button", name="Stop", exact=True).click()
        page.get_by_text("Stopped after").first.wait_for()
    still, drawn = (epoch_seconds(lab, run, turns) for turns in (while_still, while_drawn))
    longer = drawn.mean() / still.mean() - 1
    error = np.hypot(*(each.std() / each.mean() / np.sqrt(len(each)) for each in (drawn, still)))
    print(
        f"an epoch takes {still.mean():.3f} s, and while the browser draws {longer:+.1%} "
        f"± {2 * error:.1%} ({len(still)} and {len(drawn)} epochs)"
    )


def keep_to(core: int, processes: list[psutil.Process]) -> None:
    """Let every thread of these processes run on this core alone; some end meanwhile."""
    for process in processes:
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            for thread in process.threads():
                os.sched_setaffinity(thread.id, {core})


def with_share(core: int, measure: Callable[[], float]) -> tuple[float, float]:
    """What a function gives, and for which share of its time this core was busy."""
    before, began = psutil.cpu_times(percpu=True)[core], time.monotonic()
    given = measure()
    idle = psutil.cpu_times(percpu=True)[core].idle - before.idle
    return given, 1 - idle / (time.monotonic() - began)


@contextmanager
def counting(core: int, share: float) -> Iterator[None]:
    """Meanwhile a program counts on this core, for this share of the time."""
    program = subprocess.Popen([sys.executable, "-c", COUNTS, str(share)])
    try:
        keep_to(core, [psutil.Process(program.pid)])
        yield
    finally:
        program.kill()
        program.wait()


def measure_apart(browser: Browser, lab: Lab, recipe: Recipe) -> None:
    """The same where training has a core of its own, and all else another.

    Beside it, the same run while a program that counts keeps the other core as busy as the browser.
    """
    everything = [psutil.Process(), *psutil.Process().children(recursive=True)]
    nanny = next(process for process in everything if "worker" in process.cmdline())
    workers = [nanny, *nanny.children(recursive=True)]
    keep_to(0, workers)
    keep_to(1, [process for process in everything if process not in workers])
    shares, watched, beside, unwatched = [], [], [], []
    for _ in range(ROUNDS):
        with fresh_page(browser) as page:
            seconds, share = with_share(1, lambda: watched_seconds(page, lab, recipe, tells=False))
            watched.append(seconds)
            seconds, usual = with_share(1, lambda: unwatched_seconds(page, lab, recipe))
            unwatched.append(seconds)
            shares.append(share - usual)
            with counting(1, share - usual):
                beside.append(unwatched_seconds(page, lab, recipe))
    print(
        f"{EPOCHS} epochs on a core of their own, not watched: {statistics.median(unwatched):.2f} s"
    )
    show_longer("that draws on another core", watched, unwatched)
    share = statistics.median(shares)
    longer = statistics.median(beside) / statistics.median(unwatched) - 1
    print(f"beside a program that counts there for {share:.0%} of the time: {longer:+.1%}")


def long_film(home: str) -> str:
    """A film page whose curves have `POINTS` points each."""
    store, recipe = RunStore(Path(home)), preset("digits-mlp")
    run_id = store.create(recipe.with_settings("training", epochs=POINTS), "nobody", "none")
    events = [
        Started(train_count=640, validation_count=5, steps_per_epoch=10, parameter_count=3),
        *(
            Epoch(
                epoch=epoch,
                step=10 * epoch,
                loss=2 / (1 + epoch / 50) if epoch else None,
                accuracy=1 - 1 / (1 + epoch / 50) if epoch else None,
                val_loss=2.2 / (1 + epoch / 60),
                val_accuracy=1 - 1 / (1 + epoch / 60),
                seconds=0.1,
            )
            for epoch in range(POINTS + 1)
        ),
        Finished(test_loss=0.1, test_accuracy=0.9, seconds=100.0),
    ]
    store.append_all(Entry(run_id, event, str(place)) for place, event in enumerate(events))
    library = Library(Path(home))
    engine = SimpleNamespace(store=store, library=library, held_back=lambda _run_id: 0)
    frames = [frame.json for frame in RunFrames(engine, lambda *_known: [], run_id).new()]
    played = Played(run_id, recipe.training)
    return film_page(played, frames, {}, None, title="1,000 points", about="", link="")


def measure_script(browser: Browser) -> None:
    """What a frame costs when all points are there, while the cross-hair moves over them."""
    with tempfile.TemporaryDirectory() as home:
        film = Path(home) / "film.html"
        film.write_text(long_film(home), encoding="utf-8")
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(f"({NOTES})()")
        page.goto(film.as_uri())
        page.wait_for_timeout(1000 * FILM_SECONDS)
        show_times("script of a frame, film as it plays", notes_of(page)["scripts"])
        page.evaluate("() => { for (const list of Object.values(notes)) list.length = 0 }")
        box = page.get_by_role("img", name="loss by epoch.").bounding_box()
        for move in range(MOVES):
            page.mouse.move(box["x"] + box["width"] * (0.1 + 0.8 * move / MOVES), box["y"] + 50)
        show_times(f"script of a frame, 2 × {POINTS:,} points", notes_of(page)["scripts"])
        page.close()


def main() -> None:
    """Measure and print."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    busy = psutil.cpu_percent(interval=5)
    print(f"{os.cpu_count()} cores, {busy:.0f} % of them busy before anything is started")
    with started_browser() as browser:
        measure_script(browser)
        with running_lab() as lab:
            recipe = homework(add_dataset(lab.home))
            measure_live(browser, lab, recipe)
            measure_drawing(browser, lab, recipe)
            measure_apart(browser, lab, recipe)


if __name__ == "__main__":
    main()
