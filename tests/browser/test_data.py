"""The Data page as a person uses it: look around, download, add files."""

import io
import re
import threading
import time
import zipfile
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.conftest import APP, NO_WORKERS, SLOW, button
from tests.made.arrays import coloured, labels_of


class Mirror(BaseHTTPRequestHandler):
    """A school's mirror on a bad day: it is slow for one visitor and refuses the others."""

    slow = True

    def do_GET(self):
        if not Mirror.slow:
            self.send_error(403)
            return
        self.send_response(200)
        self.send_header("Content-Length", "9912422")
        self.end_headers()
        try:
            for _ in range(600):
                self.wfile.write(bytes(4096))
                time.sleep(0.05)
        except OSError:
            pass  # the visitor cancelled

    def log_message(self, *_arguments):
        """Say nothing."""


@pytest.fixture(scope="module")
def mirror():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def lab(serve, mirror, tmp_path_factory):
    """A lab that reaches nothing but the mirror."""
    nowhere = "http://127.0.0.1:9"
    home = tmp_path_factory.mktemp("home")
    return serve(
        APP,
        {
            **NO_WORKERS,
            "FIRST_EPOCH_HOME": str(home),
            "FIRST_EPOCH_MIRROR": mirror,
            "HOME": str(home),
            "USERPROFILE": str(home),
            "http_proxy": nowhere,
            "https_proxy": nowhere,
            "no_proxy": "127.0.0.1",
        },
    )


@pytest.fixture
def page(visiting, lab):
    with visiting(height=1200) as context:
        page = context.new_page()
        page.goto(f"{lab}/data")
        expect(page.get_by_text("Which digit is this?")).to_be_visible(timeout=SLOW)
        yield page


def view(page: Page, name: str) -> None:
    page.locator(".st-key-data_view").get_by_text(name, exact=True).click()


def test_every_view_of_the_digits(page):
    expect(page.locator(".fe-grid figure")).to_have_count(24)
    view(page, "Classes")
    expect(page.get_by_text("is right for 10.0% of the test pictures")).to_be_visible()
    view(page, "Averages")
    expect(page.locator(".fe-grid figure")).to_have_count(10)
    view(page, "Pixels")
    page.get_by_text("raw pixels", exact=True).click()
    expect(page.get_by_text("from 0.00 to 16.00")).to_be_visible()
    page.get_by_text("scaled to 0–1", exact=True).last.click()
    expect(page.get_by_text("from 0.00 to 1.00")).to_be_visible()
    view(page, "Who validates")
    page.get_by_text("the training set itself", exact=True).click()
    expect(page.get_by_text("The homework did this on FER-2013")).to_be_visible()
    expect(page.get_by_text("Validation would know 3 of 10 classes")).to_be_visible()
    view(page, "Oddities")
    expect(page.get_by_text("Nothing odd")).to_be_visible()
    # A reload opens on the same view, and one step back leads to the page before.
    page.reload()
    expect(page.get_by_text("Nothing odd")).to_be_visible()
    view(page, "Classes")
    view(page, "Oddities")
    expect(page.get_by_text("Nothing odd")).to_be_visible()
    following = page.get_by_role("link", name=re.compile("^Next: "))
    expect(following).to_have_count(1)  # while the view changes, that of the view before stays
    following.click()
    expect(page.get_by_role("heading", name="Labels", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Nothing odd")).to_be_visible()


def test_pictures_of_one_class(page):
    page.get_by_role("combobox").click()
    page.get_by_role("option", name="7", exact=True).click()
    captions = page.locator(".fe-grid figcaption")
    expect(captions.first).to_have_text("7")
    assert set(captions.all_inner_texts()) == {"7"}


def test_a_slow_download_can_be_watched_left_and_cancelled(page, lab):
    Mirror.slow = True
    page.locator(".st-key-choose-mnist button").click()
    button(page, "Download MNIST").click()
    expect(page.get_by_text(re.compile(r"of 11\.6 MB · 0\.\d MB/s"))).to_be_visible()
    page.reload()
    expect(page.get_by_text(re.compile(r"of 11\.6 MB"))).to_be_visible()
    button(page, "Cancel").click()
    expect(page.get_by_text("The download was cancelled.")).to_be_visible()
    expect(button(page, "Download MNIST")).to_be_visible()


def test_a_refused_download_says_what_to_do_by_hand(page):
    Mirror.slow = False
    page.locator(".st-key-choose-mnist button").click()
    button(page, "Download MNIST").click()
    expect(page.get_by_text("MNIST could not be downloaded.")).to_be_visible()
    expect(page.get_by_text("train-images-idx3-ubyte.gz").first).to_be_visible()
    expect(button(page, "Try again")).to_be_visible()


def own_pictures() -> bytes:
    """Bright, dark and striped squares, ten of each, sorted by day and then by kind."""
    rng = np.random.default_rng(0)
    makers = {
        "bright": lambda: rng.integers(200, 256, (12, 12), np.uint8),
        "dark": lambda: rng.integers(0, 50, (12, 12), np.uint8),
        "striped": lambda: np.repeat(rng.integers(0, 2, 12) * 255, 12).reshape(12, 12),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, make in makers.items():
            for number in range(10):
                picture = io.BytesIO()
                Image.fromarray(make().astype(np.uint8)).save(picture, "PNG")
                day = ("monday", "tuesday")[number % 2]
                archive.writestr(f"squares/{day}/{name}/{number}.png", picture.getvalue())
    return buffer.getvalue()


def upload(page: Page, name: str, content: bytes) -> None:
    page.get_by_text("Add files you have").click()
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    button(page, "Look inside").click()


def choose(page: Page, box: str, name: str) -> None:
    """Choose in a box; again if its list has closed because the page was still being drawn."""
    option = page.get_by_role("option", name=name)
    for _again in range(5):
        page.get_by_role("combobox", name=box).click()
        with suppress(TimeoutError):
            option.click(timeout=3000)
            return
    raise AssertionError(f"The list of “{box}” does not stay open.")


def test_pictures_of_ones_own_become_a_dataset(page):
    """Day or kind may be the class, so the page asks."""
    upload(page, "squares.zip", own_pictures())
    expect(page.get_by_text("2 classes: monday, tuesday · from the outer folders")).to_be_visible()
    expect(button(page, "Add it to the lab")).to_have_count(0)
    inner = "3 classes: bright, dark, striped · from the inner folders"
    expect(page.get_by_text(f"{inner}, “monday” being the test set")).to_be_visible()
    page.get_by_text(inner, exact=True).click()
    expect(page.get_by_text("24 training and 6 test pictures of 12×12×1")).to_be_visible()
    choose(page, "The drawings are", "Dark on light")
    expect(page.get_by_text("12 pictures were inverted")).to_be_visible()
    button(page, "Add it to the lab").click()
    expect(page.get_by_text("was added.")).to_be_visible()
    expect(page.get_by_test_id("stSidebar").get_by_text("24 pictures")).to_be_visible()


def test_rows_of_colours_can_be_read_in_the_other_order_and_at_another_size(page):
    content = io.BytesIO()
    np.savez(content, x=coloured().reshape(24, -1), y=labels_of(24))
    upload(page, "rows.npz", content.getvalue())
    expect(page.get_by_text("red, green and blue of each pixel side by side")).to_be_visible()
    page.get_by_text("all red, all green, all blue").click()
    expect(page.get_by_text("side by side")).to_have_count(0)
    choose(page, "Size of the pictures", "16×16")
    expect(page.get_by_text("20 training and 4 test pictures of 16×16×3")).to_be_visible()


def test_a_file_of_another_kind_is_refused_with_a_sentence(page):
    upload(page, "digits.png", b"this is no picture at all")
    expect(page.get_by_test_id("stAlert").last).to_contain_text("digits.png")
    expect(button(page, "Add it to the lab")).to_have_count(0)
