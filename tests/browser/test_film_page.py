"""The film of a run as a file: opened from a disk, it plays without a network."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import BrowserContext, expect

from core.datasets import Library
from core.recipe import Recipe
from core.runs.events import EpochChosen, Event
from core.runs.run import Entry
from core.runs.store import RunStore
from dashboard.components.player import Played, WatchedPictures
from dashboard.components.player.film_page import film_page
from dashboard.render.charts import Reference
from dashboard.render.probe import watched_image
from dashboard.server.frames import RunFrames
from tests.browser.conftest import MOVING
from tests.made.film import LOSSES, PROBES, events_of, watched

HOSTILE = "</script><script>document.title = 'taken over'</script>"
CLASSES = [HOSTILE, "<b>one</b>", "\u2028", "<!--", "a&b;", "5", "6", "7", "8", '"9"']


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> str:
    """The address of a film whose classes have names that could do harm."""
    return film_of(tmp_path_factory.mktemp("film"), events_of(*LOSSES))


def film_of(folder: Path, events: list[Event], chosen: int | None = None) -> str:
    """The address of the film of a run with these events, with a `chosen` epoch as its network."""
    store = RunStore(folder)
    recipe = Recipe.from_link("data.dataset=digits&training.epochs=3")
    run_id = store.create(recipe, "0" * 32, "engine")
    # Each event with the probes that were made until then.
    seen = 0
    for event in events:
        store.append(run_id, event)
        done = getattr(event, "step", 0)
        new = [probe for probe in PROBES[seen:] if probe.step <= done]
        store.append_all(Entry(run_id, probe, str(probe.step)) for probe in new)
        seen += len(new)
    if chosen is not None:
        store.choose(run_id, EpochChosen(epoch=chosen))
    engine = SimpleNamespace(store=store, library=Library(folder), held_back=lambda _run_id: 0)
    images, labels = watched()
    page = film_page(
        Played(run_id, recipe.training),
        [frame.json for frame in RunFrames(engine, lambda *_: [], run_id).new()],
        {"loss": Reference(2.3, "guessing"), "accuracy": Reference(0.1, HOSTILE)},
        WatchedPictures(watched_image(images, 16), labels.tolist(), CLASSES, ()),
        title=HOSTILE,
        about="a small network",
        link="http://lab.example/?data.dataset=digits&training.epochs=3",
    )
    file = folder / "film.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def visitor(visiting) -> Iterator[BrowserContext]:
    """Somebody to whom the film plays by itself."""
    with visiting(**MOVING) as context:
        yield context


@pytest.fixture
def complaints(page) -> list[str]:
    """What the page asks of a network, and what its console says."""
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "request",
        lambda request: request.url.startswith(("file:", "data:")) or found.append(request.url),
    )
    return found


def test_it_plays_is_held_and_scrubbed(page, film, complaints):
    page.goto(film)
    # It begins by itself.
    page.get_by_label("Speed").select_option("4")
    expect(page.get_by_role("button", name="Hold the film")).to_be_visible()
    expect(page.locator(".watched figcaption")).to_have_text("25 of 25 read right at epoch 3.0")
    play = page.get_by_role("button", name="Play the film")
    expect(play).to_be_visible()
    scrub = page.get_by_role("slider", name="Place in the film")
    scrub.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".moment")).to_have_text("epoch 2.0")
    # After 18 of the 30 steps 15 of the 25 were read right; the next probe was made after 21.
    expect(page.locator(".watched figcaption")).to_have_text("15 of 25 read right at epoch 1.8")
    expect(page.locator(".loss figcaption")).to_contain_text("0.600")
    page.keyboard.press(" ")
    page.get_by_role("button", name="Hold the film").click()
    expect(play).to_be_visible()
    held = page.locator(".moment").inner_text()
    page.wait_for_timeout(300)
    assert page.locator(".moment").inner_text() == held
    assert complaints == []


def test_the_epoch_whose_network_was_kept_is_marked_and_told(page, tmp_path, complaints):
    page.goto(film_of(tmp_path, events_of(*LOSSES), chosen=1))
    page.get_by_label("Speed").select_option("4")
    expect(page.get_by_role("button", name="Play the film")).to_be_visible()
    expect(page.locator(".loss figcaption")).to_contain_text(
        "Loss: 1.200 on validation at epoch 1, which was kept"
    )
    described = page.locator(".accuracy canvas").get_attribute("aria-label")
    assert "Marks: epoch 1 kept, at 1.00 epochs." in described
    assert complaints == []


def test_words_of_visitors_stay_words(page, film, complaints):
    page.goto(film)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    expect(page.locator(".grid span").first).to_have_text(f"✓ {HOSTILE}")
    assert page.title() == HOSTILE
    expect(page.locator("footer code")).to_have_text(
        "http://lab.example/?data.dataset=digits&training.epochs=3"
    )
    assert complaints == []


def test_it_follows_the_system_from_light_to_dark(page, film):
    backgrounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(film)
        backgrounds.append(
            page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        )
    assert backgrounds == ["rgb(255, 255, 255)", "rgb(14, 17, 23)"]
