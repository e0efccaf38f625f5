"""Ten datasets of one's own, taken through all pages: `python -m tests.own_datasets [name …]`.

Starts the real app with an empty home folder, brings each dataset in by the browser, trains a
network on it, and opens every page in every view, 1280 and 390 pixels wide. Prints a table of what
is wrong with each page, with the screenshots beside it (`--pictures folder`): a red box, an error
in the browser, something wider than the page, text that is cut off. Takes a quarter of an hour.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Page, expect, sync_playwright

from dashboard.data import texts as data_texts
from dashboard.evaluate import texts as evaluate_texts
from dashboard.explain import texts as explain_texts
from tests.browser.conftest import APP, SLOW, button, chromium, serving, settled
from tests.made.own_sets import OWN_SETS, OwnSet, photo

WIDTHS = (1280, 390)
TRAINING = 300_000
"""Milliseconds that a run may take, also on a busy machine, with the start of its workers."""
SHORT = {
    "data.scaling": "0-1",
    "data.validate_on": "split",
    "training.epochs": "2",
    "training.batch_size": "16",
}
VIEWS = {
    "data": tuple(data_texts.VIEWS),
    "labels": ("",),
    "augment": ("one", "many"),
    "model": ("",),
    "train": ("",),
    "evaluate": tuple(evaluate_texts.VIEWS),
    "explain": tuple(explain_texts.VIEWS),
    "draw": ("pad", "photo"),
}
HEIGHT = "Math.max(900, document.querySelector('[data-testid=stMain]').scrollHeight)"
LOOK = Path(__file__).parent.joinpath("browser", "wrong.js").read_text(encoding="utf-8")


@dataclass
class Tour:
    """One dataset on its way through the lab, in one browser."""

    page: Page
    lab: str
    own: OwnSet
    pictures: Path | None
    link: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    pages: int = 0

    def go(self) -> None:
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._bring()
        self._train()
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            for path, views in VIEWS.items():
                for view in views:
                    self._open(path, view)
                    self._look(f"{path} {view}".strip())

    def _bring(self) -> None:
        self.page.goto(f"{self.lab}/data")
        self.page.get_by_text("Add files you have").click()
        self.page.locator(".st-key-import_box input[type=file]").set_input_files(
            {"name": f"{self.own.name}.zip", "mimeType": "application/zip",
             "buffer": self.own.zipped()}
        )  # fmt: skip
        button(self.page, "Look inside").click()
        expect(button(self.page, "Add it to the lab")).to_be_visible(timeout=SLOW)
        self._look("found")
        button(self.page, "Add it to the lab").click()
        expect(self.page.get_by_text("was added.")).to_be_visible(timeout=SLOW)
        expect(self.page).to_have_url(re.compile(r"data\.dataset=(?!digits&)"), timeout=SLOW)
        (name,) = parse_qs(urlsplit(self.page.url).query)["data.dataset"]
        self.link = {"data.dataset": name, "model.layers": self.own.layers, **SHORT}

    def _train(self) -> None:
        self.page.goto(f"{self.lab}/train?{urlencode(self.link)}")
        self.page.locator(".st-key-train button:visible").first.click()
        more = self.page.locator(".st-key-train_more button:visible").first
        expect(more).to_be_visible(timeout=TRAINING)
        self.link |= {"run": parse_qs(urlsplit(self.page.url).query)["run"][0]}

    def _open(self, path: str, view: str) -> None:
        asked = self.link | ({"view": view} if view else {})
        self.page.goto(f"{self.lab}/{path}?{urlencode(asked)}")
        self._settle()
        if path == "draw":
            self._show_the_network(view)

    def _show_the_network(self, tool: str) -> None:
        """Draw a stroke where there is a pad, else give a picture."""
        pad = self.page.locator(".st-key-pad canvas")
        if tool == "pad" and pad.count():
            box = pad.first.bounding_box()
            assert box
            self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
            self.page.mouse.down()
            self.page.mouse.move(
                box["x"] + box["width"] / 2, box["y"] + 3 * box["height"] / 4, steps=5
            )
            self.page.mouse.up()
        else:
            self.page.locator(".st-key-photo_upload input[type=file]").set_input_files(
                {"name": "one.png", "mimeType": "image/png", "buffer": photo()}
            )
        expect(self.page.locator(".st-key-verdict")).to_contain_text(
            re.compile("probability|%"), timeout=SLOW
        )
        self._settle()

    def _settle(self) -> None:
        expect(self.page.locator("h1").first).to_be_visible(timeout=SLOW)
        settled(self.page)

    def _look(self, where: str) -> None:
        self._settle()
        self.pages += 1
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        wrong = [*self.page.evaluate(LOOK), *(f"error: {error}" for error in self.errors)]
        self.errors.clear()
        self.problems += [f"{where}, {width} px: {what}" for what in wrong]
        if self.pictures:
            file = f"{self.own.name} {width} {where}.png".replace(" ", "_")
            height = self.page.evaluate(HEIGHT)
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.screenshot(path=self.pictures / file)
            self.page.set_viewport_size({"width": width, "height": 900})


def tours(names: list[str], pictures: Path | None) -> Iterator[Tour]:
    """The tour of each dataset, once it is over."""
    with tempfile.TemporaryDirectory() as home, serving() as serve, sync_playwright() as playwright:
        lab = serve(APP, {"FIRST_EPOCH_HOME": home})
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for own in OWN_SETS:
            if names and own.name not in names:
                continue
            with browser.new_context(viewport={"width": WIDTHS[0], "height": 900}) as context:
                context.set_default_timeout(SLOW)
                tour = Tour(context.new_page(), lab, own, pictures)
                tour.go()
            yield tour
        browser.close()


def main(arguments: list[str]) -> int:
    """1 if anything is wrong on a page, else 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="which datasets; all if none is named")
    parser.add_argument("--pictures", type=Path, help="a folder for screenshots")
    options = parser.parse_args(arguments)
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    count = 0
    print(f"{'dataset':22}{'classes':>8}{'pictures':>10}{'pages':>7}{'wrong':>7}")
    for tour in tours(options.names, options.pictures):
        own, size = tour.own, "×".join(map(str, tour.own.size))
        wrong = len(tour.problems)
        print(f"{own.name:22}{len(own.classes):8}{size:>10}{tour.pages:7}{wrong:7}", flush=True)
        for problem in tour.problems:
            print(f"    {problem}", flush=True)
        count += len(tour.problems)
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
