"""A network that reads faces is shown pictures: files of every kind, the clipboard, the camera."""

import base64
import io

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect
from skimage import data

from tests.browser.conftest import settled

FEW = "?data.dataset=fer2013&data.scaling=0-1&model.layers=flatten,dense:7,softmax"
FACE = "A face was found"
NO_FACE = "No face was found, so the frame is in the middle."
KEPT = "own/*/fer2013.npz"
"""Pictures that somebody has kept."""

PASTE = """picture => {
  const bytes = Uint8Array.from(atob(picture), letter => letter.charCodeAt(0))
  const clipboardData = new DataTransfer()
  clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }))
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }))
}"""


COPY = """async picture => {
  const bytes = Uint8Array.from(atob(picture), letter => letter.charCodeAt(0))
  const blob = new Blob([bytes], { type: "image/png" })
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })])
}"""


def file_of(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def rotated_portrait() -> bytes:
    """The portrait lying on its side, and an EXIF tag that says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return file_of(Image.fromarray(data.astronaut()).rotate(90), "JPEG", exif=exif)


def upload(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "image/*", "buffer": content}
    page.locator(".st-key-photo_upload input[type=file]").set_input_files(file)


def received(page: Page):
    """The picture that the network receives."""
    return page.locator(".fe-readings img").last


def test_pictures_of_every_kind_become_what_the_network_receives(lab, home, visitor, page):
    page.goto(f"{lab}/train{FEW}")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text("of the test pictures are read right").wait_for()
    page.get_by_role("link", name="Draw").first.click()
    expect(page.get_by_text("Nothing is shown yet.")).to_be_visible()

    upload(page, "turned.jpg", rotated_portrait())
    expect(page.get_by_text(FACE)).to_be_visible()
    expect(page.get_by_text("with a probability of")).to_be_visible()

    frame = page.get_by_role("application", name="Frame: what the network receives")
    settled(page)
    before, box = received(page).get_attribute("src"), frame.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], box["y"] + box["height"], steps=4)
    page.mouse.up()
    expect(received(page)).not_to_have_attribute("src", before)
    before = received(page).get_attribute("src")
    frame.press("ArrowLeft")
    frame.press("+")
    expect(received(page)).not_to_have_attribute("src", before)
    assert frame.bounding_box()["width"] > box["width"]

    portrait = Image.fromarray(data.astronaut())
    upload(page, "print.jpg", file_of(portrait.convert("CMYK"), "JPEG"))
    expect(page.get_by_text(FACE)).to_be_visible()
    masked = portrait.crop((140, 20, 330, 210))
    ImageDraw.Draw(masked).rectangle((40, 118, 140, 180), fill=(150, 180, 210))
    upload(page, "mask.png", file_of(masked, "PNG"))
    expect(page.get_by_text("This may be a face, but it is a guess.")).to_be_visible()
    upload(page, "notes.png", b"hello")
    expect(page.get_by_text("This file is not a picture, or a damaged one.")).to_be_visible()
    expect(page.get_by_text("Nothing is shown yet.")).to_be_visible()
    upload(page, "clear.png", file_of(Image.new("RGBA", (90, 60), (0, 0, 0, 0)), "PNG"))
    expect(page.get_by_text(NO_FACE)).to_be_visible()
    page.evaluate(PASTE, base64.b64encode(file_of(portrait, "PNG")).decode())
    expect(page.get_by_text(FACE)).to_be_visible()

    paste = page.get_by_role("button", name="Paste")
    paste.click()  # this browser gives nobody the clipboard who was not given it before
    expect(page.get_by_text("The browser keeps the clipboard closed: press Ctrl+V")).to_be_visible()
    visitor.grant_permissions(["clipboard-read", "clipboard-write"], origin=lab)
    page.evaluate("() => navigator.clipboard.writeText('no picture')")
    paste.click()
    expect(page.get_by_text("There is no picture in the clipboard.")).to_be_visible()
    before = received(page).get_attribute("src")
    grey = Image.new("L", (70, 70), 128)
    page.evaluate(COPY, base64.b64encode(file_of(grey, "PNG")).decode())
    paste.click()
    expect(page.get_by_text(NO_FACE)).to_be_visible()
    expect(received(page)).not_to_have_attribute("src", before)

    page.get_by_role("radio", name="Camera").click()
    page.wait_for_function("() => document.querySelector('video')?.videoWidth > 0")
    page.get_by_role("button", name="Take Photo").click()
    expect(page.get_by_text(NO_FACE)).to_be_visible()
    assert not [*home.glob(KEPT)]
    page.locator(".st-key-keep_as-fer2013").get_by_role("radio", name="happy").click()
    expect(page.get_by_text("Kept as happy: picture 1.")).to_be_visible()
    assert len([*home.glob(KEPT)]) == 1
    visitor.clear_permissions()
