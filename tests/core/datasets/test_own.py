"""A visitor's own pictures: what becomes of every kind of picture file, of classes and splits."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.datasets import CARDS, DatasetError, Library
from core.datasets.readers import pictures


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home")


def make_pets(folder: Path, size=(40, 40), count=10) -> Path:
    for name, colour in (("cat", (200, 40, 40)), ("Dog", (40, 200, 40)), ("eel", (40, 40, 200))):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            image = Image.new("RGB", size, colour)
            image.putpixel((0, 0), (number, number, number))
            image.save(folder / name / f"{number}.png")
    return folder


def pixels(image: Image.Image, kind: str = "PNG", **options) -> np.ndarray:
    """The picture saved as `kind` and read back the way an import does."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    stream.seek(0)
    return pictures.read(stream, "picture")


# --- folders become classes ----------------------------------------------------------------------


def test_folders_become_classes(library, tmp_path):
    name = library.add([make_pets(tmp_path / "My pets")])
    assert name == "my-pets" and name in library.names() and library.ready(name)
    data = library.load(name)
    card = library.card(name)
    assert card.title == "My pets" and card.own
    assert card.classes == ("cat", "Dog", "eel")
    assert card.shape == (40, 40, 3) and card.max_value == 255
    assert card.train_counts == (8, 8, 8) and card.test_counts == (2, 2, 2)
    assert data.x_train.shape == (24, 40, 40, 3) and data.x_test.shape == (6, 40, 40, 3)
    for label, channel in ((0, 0), (1, 1), (2, 2)):
        assert (data.x_train[data.y_train == label][:, 20, 20].argmax(axis=-1) == channel).all()


def test_every_picture_is_in_one_split_and_only_once(library, tmp_path):
    data = library.load(library.add([make_pets(tmp_path / "pets")]))
    stored = np.concatenate([data.x_train, data.x_test])
    assert len({image.tobytes() for image in stored}) == 30


def test_the_order_is_mixed_so_that_the_last_fifth_has_every_class(library, tmp_path):
    data = library.load(library.add([make_pets(tmp_path / "pets", count=40)]))
    assert set(data.y_train[-len(data.y_train) // 5 :].tolist()) == {0, 1, 2}


def test_a_zip_with_train_and_test_folders_keeps_its_split(library, tmp_path):
    path = tmp_path / "shapes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for split, count in (("train", 5), ("validation", 2), ("test", 3)):
            for label, name in enumerate(("circle", "square")):
                for number in range(count):
                    stream = io.BytesIO()
                    Image.new("L", (16, 16), 10 * number + label).save(stream, "PNG")
                    archive.writestr(f"shapes/{split}/{name}/{number}.png", stream.getvalue())
    card = library.card(library.add([path]))
    assert card.shape == (16, 16, 1)
    assert card.train_counts == (7, 7) and card.test_counts == (3, 3)


def test_numbered_classes_are_in_order_of_the_numbers(library, tmp_path):
    for number in range(12):
        (tmp_path / "signs" / str(number)).mkdir(parents=True)
        for copy in range(2):
            image = Image.new("L", (8, 8), 20 * number + copy)
            image.save(tmp_path / "signs" / str(number) / f"{copy}.png")
    classes = library.card(library.add([tmp_path / "signs"])).classes
    assert classes == tuple(str(number) for number in range(12))


def test_size_and_test_share_are_the_visitors_choice(library, tmp_path):
    place = make_pets(tmp_path / "pets", size=(300, 200))
    finding = library.inspect([place], title="Pets, large", picture_size=96, test_fraction=0.5)
    card = finding.dataset.card
    assert card.shape == (96, 96, 3) and card.test_counts == (5, 5, 5)
    assert any("30 pictures were cropped and scaled to 96×96" in note for note in finding.notes)
    assert library.accept(finding) == "pets-large"


def test_large_pictures_become_64_by_64(library, tmp_path):
    assert library.card(library.add([make_pets(tmp_path / "pets", size=(200, 300))])).shape == (
        64,
        64,
        3,
    )


def test_inspecting_keeps_nothing(library, tmp_path):
    finding = library.inspect([make_pets(tmp_path / "pets")])
    assert finding.layout == "one picture a file"
    assert len(library.names()) == len(CARDS) and not library.folder.exists()


def test_every_class_is_tested_even_the_smallest(library, tmp_path):
    place = make_pets(tmp_path / "pets", count=10)
    for path in sorted((place / "eel").iterdir())[2:]:
        path.unlink()
    card = library.card(library.add([place]))
    assert card.train_counts == (8, 8, 1) and card.test_counts == (2, 2, 1)


def test_a_class_with_one_picture_is_learned_and_not_tested(library, tmp_path):
    place = make_pets(tmp_path / "pets", count=10)
    for path in sorted((place / "eel").iterdir())[1:]:
        path.unlink()
    finding = library.inspect([place])
    card = finding.dataset.card
    assert card.train_counts == (8, 8, 1) and card.test_counts == (2, 2, 0)
    assert any("1 class has a single picture: eel" in note for note in finding.notes)


def test_titles_that_are_no_folder_names(library, tmp_path):
    place = make_pets(tmp_path / "pets")
    assert library.add([place], title="../../Käse & Brot?") == "k-se-brot"
    assert library.card("k-se-brot").title == "../../Käse & Brot?"
    assert [path.name for path in tmp_path.rglob("card.json")] == ["card.json"]


def test_a_dataset_of_ones_own_never_takes_a_published_name(library, tmp_path):
    assert library.add([make_pets(tmp_path / "mnist")]) == "mnist-own"
    with pytest.raises(DatasetError, match="not on this machine"):
        library.load("mnist")


# --- kinds of pictures ---------------------------------------------------------------------------


def test_cmyk_jpeg_is_read_as_the_colours_it_shows():
    """Pure cyan ink is RGB (0, 255, 255)."""
    shown = pixels(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), "JPEG", quality=95)
    assert np.abs(shown.astype(int) - (0, 255, 255)).max() < 8


def test_palette_png():
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 12, 34, 56])
    assert (pixels(image) == (12, 34, 56)).all()


def test_palette_gif_with_transparency_shows_white_paper():
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 12, 34, 56])
    image.putpixel((0, 0), 0)
    shown = pixels(image, "GIF", transparency=0)
    assert (shown[0, 0] == 255).all() and (shown[1, 1] == (12, 34, 56)).all()


@pytest.mark.parametrize(("alpha", "shown"), [(0, 255), (255, 0), (51, 204)])
def test_black_ink_with_transparency_lies_on_white(alpha, shown):
    """255 - alpha, for black ink of that opacity on white."""
    assert (pixels(Image.new("RGBA", (4, 4), (0, 0, 0, alpha))) == shown).all()
    assert (pixels(Image.new("LA", (4, 4), (0, alpha))) == shown).all()


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (257, 1), (32896, 128), (65535, 255)])
def test_16_bit_png(value, shown):
    """65,535 is white, and 65,535 / 257 is 255."""
    image = np.full((4, 4), value, np.uint16)
    image[0] = 65535
    assert (pixels(Image.fromarray(image))[1:] == shown).all()


def test_black_and_white_png():
    image = Image.new("1", (4, 4), 1)
    image.putpixel((0, 0), 0)
    shown = pixels(image)
    assert (shown[0, 0] == 0).all() and (shown[1, 1] == 255).all()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_counts(kind):
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    options = {"lossless": True} if kind == "WEBP" else {}
    shown = pixels(first, kind, save_all=True, append_images=[second], **options)
    assert (shown[4, 4] == (255, 0, 0)).all()


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (2, (0, -1)), (3, (-1, -1)), (4, (-1, 0)), (6, (0, -1)), (8, (-1, 0))],
)
def test_exif_rotation(orientation, corner):
    """Where the stored top left corner is shown, by the EXIF standard's table of orientations."""
    image = Image.new("L", (20, 10), 0)
    image.putpixel((0, 0), 255)
    exif = Image.Exif()
    exif[0x0112] = orientation
    shown = pixels(image, "PNG", exif=exif)[..., 0]
    assert shown.shape == ((20, 10) if orientation in (6, 8) else (10, 20))
    assert shown[corner] == 255 and (shown == 255).sum() == 1


def test_all_kinds_together_make_one_dataset(library, tmp_path):
    for name in ("left", "right"):
        place = tmp_path / "mixed" / name
        place.mkdir(parents=True)
        Image.new("RGB", (50, 30), "red").save(place / "a.jpg")
        Image.new("CMYK", (30, 50), (0, 255, 0, 0)).save(place / "b.jpg")
        Image.new("P", (32, 32), 3).save(place / "c.png")
        Image.fromarray(np.full((20, 20), 40_000, np.uint16)).save(place / "d.png")
        Image.new("RGBA", (200, 100), (0, 0, 0, 9)).save(place / "e.webp")
        Image.new("RGB", (9, 9), "blue").save(place / "f.gif", save_all=True)
        Image.new("L", (64, 64), 7).save(place / "g.png")
    card = library.card(library.add([tmp_path / "mixed"]))
    assert card.shape == (64, 64, 3) and card.train_count + card.test_count == 14
