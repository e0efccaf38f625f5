"""The player as a person uses it: curves are read as they come, a run is played again as a film."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import SLOW, busiest_worker, button
from tests.browser.live.room import LONG, RUNNING, SHORT, chart, see, start, stop

READ = 8
"""How many epochs are read at the cross-hair."""


def epoch_of(page: Page) -> int:
    """The epoch that the status names."""
    words = page.get_by_text(re.compile(r"(Epoch|Paused in epoch) \d+ of 1000")).first.inner_text()
    return int(re.search(r"\d+", words)[0])


def wait_for_epoch(page: Page, epoch: int) -> None:
    deadline = time.monotonic() + SLOW / 1000
    while epoch_of(page) < epoch:
        assert time.monotonic() < deadline, f"epoch {epoch} has not come"
        page.wait_for_timeout(50)


def readings(page: Page) -> list[str]:
    """What the cross-hair reads at the first epochs, moved by the arrow keys."""
    image = page.get_by_role("img", name="loss by epoch.")
    image.focus()
    found = []
    for epoch in range(READ):
        image.press("ArrowRight")
        expect(image).to_have_attribute("aria-label", re.compile(f"Loss at epoch {epoch}: "))
        found.append(page.get_by_text(f"Loss at epoch {epoch}: ").inner_text())
    image.blur()
    return found


@contextmanager
def laptop_closed(visitor: BrowserContext, tab: Page) -> Iterator[None]:
    """For this block the browser gives the tab no time at all."""
    lifecycle = visitor.new_cdp_session(tab)
    lifecycle.send("Page.setWebLifecycleState", {"state": "frozen"})
    try:
        yield
    finally:
        lifecycle.send("Page.setWebLifecycleState", {"state": "active"})


def lose_connection(visitor: BrowserContext, tab: Page) -> None:
    """Cut the tab off for a second."""
    line = visitor.new_cdp_session(tab)
    line.send("Network.enable")
    unbounded = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    for is_offline in (True, False):
        line.send("Network.emulateNetworkConditions", {"offline": is_offline, **unbounded})
        tab.wait_for_timeout(1000 * is_offline)


def test_behind_a_proxy_that_holds_streams_back_the_player_asks_instead(lab, page):
    def hold_streams(route: Route) -> None:
        if "json" in route.request.headers["accept"]:
            route.continue_()

    page.route(re.compile(r"/live\?"), hold_streams)
    page.goto(f"{lab}/train{LONG}")
    button(page, "Train").click()
    see(page, RUNNING)
    wait_for_epoch(page, epoch_of(page) + 1)
    stop(page)


def test_a_run_that_is_over_is_played_held_and_searched(lab, page):
    start(page, lab, SHORT)
    scrubber = page.get_by_role("slider", name="Place in the film")
    expect(button(page, "Hold the film")).to_be_visible()  # a newcomer's first run is played slowly
    expect(scrubber).to_have_attribute("aria-valuetext", "epoch 3.0")
    button(page, "Play the film").click()
    expect(scrubber).to_have_attribute("aria-valuetext", re.compile(r"epoch [12]\.\d"))
    scrubber.focus()
    page.keyboard.press("Space")
    expect(button(page, "Play the film")).to_be_visible()
    held = scrubber.get_attribute("aria-valuetext")
    page.wait_for_timeout(300)
    assert scrubber.get_attribute("aria-valuetext") == held
    scrubber.press("Home")
    expect(scrubber).to_have_attribute("aria-valuetext", "epoch 0.0")
    chart(page, "accuracy", r"Accuracy: [\d.]+% on validation")
    page.get_by_text("Time travel: the network of an earlier epoch").click()
    for epoch in (1, 2):
        scrubber.press("ArrowRight")
        expect(scrubber).to_have_attribute("aria-valuetext", f"epoch {epoch}.0")
        expect(button(page, f"Make epoch {epoch} the run's network")).to_be_visible(timeout=SLOW)


def test_the_stream_ends_when_the_page_is_left(lab, page):
    start(page, lab, SHORT)
    with page.expect_event("requestfailed", lambda request: "/live?" in request.url):
        page.get_by_role("link", name="1 Data").click()


def test_every_point_is_there_once_in_a_lost_connection_a_closed_laptop_and_on_another_worker(
    lab, visitor, page
):
    start(page, lab)
    button(page, "Pause").click()
    see(page, re.compile("Paused in epoch"))
    frozen = visitor.new_page()
    frozen.goto(page.url)
    see(frozen, re.compile("Paused in epoch"))
    with laptop_closed(visitor, frozen):
        page.bring_to_front()
        page.get_by_role("radio", name="10", exact=True).click()
        button(page, "Resume").click()
        see(page, RUNNING)
        lose_connection(visitor, page)
        page.get_by_role("radio", name="full speed").click()
        busiest_worker(lab).kill()
        chart(page, "loss", r"Marks: went on after epoch \d+, at")
        wait_for_epoch(page, READ + 1)
        button(page, "Pause").click()
        see(page, re.compile("Paused in epoch"))
    held = page.get_by_text("Paused in epoch").inner_text()
    frozen.bring_to_front()
    see(frozen, held)
    fresh = visitor.new_page()
    fresh.goto(page.url)
    see(fresh, re.compile("Paused in epoch"))
    all_points = readings(fresh)
    for tab in (frozen, page):
        tab.bring_to_front()
        assert readings(tab) == all_points
    stop(page)
