"""The Model page as a person uses it: build by clicks, see mistakes, train, take it home."""

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW, button, settled


@pytest.fixture
def page(visiting):
    with visiting(height=1400) as context:
        yield context.new_page()


def open_model(page: Page, lab: str, query: str = "") -> None:
    page.goto(f"{lab}/model{query}")
    expect(page.locator(".fe-ledger").first).to_be_visible(timeout=SLOW)
    settled(page)


def ledger(page: Page):
    return page.locator(".fe-ledger").first


def tool(page: Page, name: str, layer: int):
    """A tool in the row of a layer, counted from 1."""
    return page.locator(f".st-key-{name}-layer-{layer - 1} button").first


def choose_kind(page: Page, kind: str) -> None:
    page.locator(".st-key-kind_to_add input").click()
    page.get_by_role("option", name=kind, exact=True).click()
    expect(page.locator(".st-key-kind_to_add input")).to_have_value(kind)
    # The row's + adds what the page was last drawn with.
    settled(page)


def add(page: Page, kind: str, after: int) -> None:
    choose_kind(page, kind)
    if after:
        tool(page, "add", after).click()
    else:
        button(page, "At the beginning").click()
    row = page.locator(f".st-key-layer_row_{after}").first  # while rows move, it may be there twice
    expect(row).to_contain_text(f"{after + 1} {kind}")


def test_the_homeworks_network_has_its_published_table(page, lab):
    open_model(page, lab)
    page.get_by_text("The homework's network: 50×50 pictures, 5 classes").click()
    table = page.locator(".fe-ledger").nth(1)
    expect(table).to_contain_text("2500 × 128 + 128 = 320,128")
    expect(table).to_contain_text("128 × 5 + 5 = 645")
    expect(table).to_contain_text("320,128 + 645 = 320,773")


def test_an_edit_is_seen_in_table_codes_and_link_and_can_be_undone(page, lab):
    open_model(page, lab, "?data.dataset=digits")
    # The field of before an Undo is still there for a tenth of a second, out of sight.
    field = page.locator(".st-key-layer_row_1").get_by_label("units", exact=True)
    units = field.filter(visible=True)
    units.fill("")
    expect(page.get_by_text("A whole number from 1 to 16,384.")).to_be_visible()
    expect(ledger(page)).to_contain_text("64 × 128 + 128 = 8,320")
    units.press("3")  # every key is seen at once
    expect(ledger(page)).to_contain_text("64 × 3 + 3 = 195")
    expect(page.get_by_text("A whole number from 1 to 16,384.")).to_have_count(0)
    units.press("2")
    expect(ledger(page)).to_contain_text("64 × 32 + 32 = 2,080")
    expect(page.locator(".fe-code").first).to_contain_text("layers.Dense(32)")
    expect(page.locator(".fe-code").nth(1)).to_contain_text("layers.Dense(32)(x)")
    expect(page).to_have_url(re.compile("dense:32|dense%3A32"))
    expect(page.locator(".st-key-recipe_card")).to_contain_text("dense 32")
    button(page, "Undo").click()  # both keys at once
    expect(ledger(page)).to_contain_text("64 × 128 + 128 = 8,320")
    expect(units).to_have_value("128")


def test_pointing_at_a_layer_lights_up_its_lines(page, lab):
    open_model(page, lab, "?data.dataset=digits")
    line = page.locator(".fe-code").first.locator(".fe-l1")
    before = line.evaluate("node => getComputedStyle(node).backgroundColor")
    ledger(page).locator("tr.fe-l1").hover()
    expect(line).not_to_have_css("background-color", before)


def test_a_mistake_is_marked_at_its_layer_and_mended_by_one_click(page, lab):
    open_model(
        page, lab, "?data.dataset=digits&model.layers=flatten,dense:128,relu,dense:7,softmax"
    )
    warning = page.get_by_test_id("stAlert").filter(has_text="10 classes")
    expect(warning).to_be_visible()
    page.locator(".st-key-repair-0 button").click()
    expect(warning).to_have_count(0)
    expect(ledger(page)).to_contain_text("128 × 10 + 10 = 1,290")


def test_a_residual_block_switches_to_the_functional_style(page, lab):
    open_model(page, lab, "?data.dataset=digits")
    add(page, "Residual", 0)
    expect(page.get_by_text("A list cannot say that: the style is now Functional.")).to_be_visible()
    expect(page.get_by_text("The Sequential style cannot say this network")).to_be_visible()


def test_a_network_with_long_lines_is_no_wider_than_a_phone(page, lab):
    page.set_viewport_size({"width": 390, "height": 900})
    open_model(
        page, lab, "?data.dataset=digits&model.layers=conv2d:8:3,residual:16,flatten,dense:10"
    )
    expect(page.get_by_role("row", name="of these, not trained")).to_contain_text("64")
    for part in (".fe-scroll", ".fe-code"):
        box = page.locator(part).first.bounding_box()
        assert box["x"] + box["width"] <= 390


def test_keras_gives_the_same_summary(page, lab):
    open_model(page, lab, "?data.dataset=digits")
    page.get_by_text("Keras's own summary").click()
    button(page, "Ask Keras").click()
    expect(page.get_by_text("Total params: 9,610")).to_be_visible(timeout=SLOW)


def pictures_in_folders(side: int, channels: int, classes: int) -> bytes:
    """A zip with a folder a class; each class has a brightness of its own."""
    rng = np.random.default_rng(0)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for label in range(classes):
            for number in range(10):
                level = 20 + 200 * label // classes
                pixels = rng.integers(level, level + 20, (side, side, channels), np.uint8)
                picture = io.BytesIO()
                Image.fromarray(pixels.squeeze()).save(picture, "PNG")
                archive.writestr(f"made/class-{label}/{number}.png", picture.getvalue())
    return buffer.getvalue()


def bring_pictures(page: Page, lab: str, name: str, content: bytes) -> None:
    page.goto(f"{lab}/data")
    page.get_by_text("Add files you have").click()
    page.locator("input[type=file]").first.set_input_files(
        {"name": f"{name}.zip", "mimeType": "application/zip", "buffer": content}
    )
    button(page, "Look inside").click()
    # Until the table of classes stands, the buttons below it still move.
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    button(page, "Add it to the lab").click()
    expect(page.get_by_text("was added.")).to_be_visible()


def download(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def test_a_cnn_built_by_clicks_trains_and_its_script_runs(page, lab, tmp_path):
    bring_pictures(page, lab, "made", pictures_in_folders(side=32, channels=3, classes=7))
    page.get_by_role("link", name=re.compile("Model$")).first.click()
    expect(ledger(page)).to_be_visible()
    add(page, "Conv2D", 0)
    add(page, "Activation", 1)
    add(page, "MaxPooling2D", 2)
    expect(ledger(page)).to_contain_text("3 × 3 × 3 × 32 + 32 = 896")
    expect(ledger(page)).to_contain_text("(None, 16, 16, 32)")

    page.get_by_role("link", name=re.compile("Train$")).first.click()
    epochs = page.get_by_label("Epochs", exact=True)
    epochs.fill("2")
    epochs.press("Enter")
    expect(page.get_by_text("· 2 epochs")).to_be_visible()
    button(page, "Train").click()
    expect(page.get_by_text(re.compile("Done in"))).to_be_visible(timeout=SLOW)
    history = download(page, "History (.csv)", tmp_path)
    assert history.read_text().startswith("epoch,loss,accuracy,val_loss,val_accuracy")
    assert len(history.read_text().splitlines()) == 4  # the names, epoch 0, two epochs

    button(page, "Take home").click()
    script = download(page, "Script (.py)", tmp_path)
    download(page, "Your dataset (.npz)", tmp_path)
    done = subprocess.run(
        [sys.executable, script.name],
        cwd=tmp_path,
        env={**os.environ, "MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "2"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "first_epoch" not in script.read_text()


def test_a_recipe_is_brought_in_after_its_differences_were_shown(page, lab):
    open_model(page, lab, "?data.dataset=digits")
    button(page, "Bring in").click()
    field = page.get_by_role("textbox", name="Paste a link")
    field.fill("?data.dataset=digits&training.epochs=9&model.layers=flatten,dense:10,softmax")
    field.press("Enter")
    expect(page.get_by_text("training.epochs")).to_be_visible()
    button(page, "Take this recipe").click()
    expect(page.get_by_text("· 9 epochs")).to_be_visible()
    expect(ledger(page)).to_contain_text("64 × 10 + 10 = 650")


def test_what_the_browser_cannot_be_trusted_with_is_refused(page, lab):
    open_model(page, lab, "?model.layers=flatten,dense:1000000000,dense:10,softmax")
    expect(page.get_by_text("units of Dense must be a whole number")).to_be_visible()
    open_model(page, lab, "?model.layers=flatten," + "dense:10," * 100 + "softmax")
    expect(page.get_by_text("more than the 64 that fit here")).to_be_visible()
