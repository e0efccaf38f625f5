"""The code that the lab writes: it runs, and it says the same as the lab's own model."""

import math
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import code
from core.datasets import CARDS, Dataset, DatasetError, Library
from core.layers import LayerError, ledger
from core.recipe import PRESETS, Data, Model, Recipe
from core.recipe.model_presets import HOMEWORK_CARD, HOMEWORK_MODEL, MODEL_PRESETS, model_preset
from core.worker.build import build
from core.worker.train import train
from tests.made.layouts import Published, emnist_files, idx_gz

DIGITS = CARDS["digits"]
RESIDUAL = "conv2d:4:3,residual:4,residual:6,globalaveragepooling2d,dense:10,softmax"


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return Library(tmp_path_factory.mktemp("home")).load("digits")


def model_from(text: str) -> keras.Model:
    """The model that a piece of code defines."""
    names = {}
    exec(text, names)
    return names["model"]


def shapes_of(model: keras.Model) -> list:
    return [weight.shape for weight in model.weights]


def assert_says_the_same(text: str, recipe: Recipe, card) -> None:
    """A code and the lab's own model: parameters, shapes, and the output with the same weights."""
    written = model_from(text)
    ours = build(recipe.model, card.shape, card.num_classes)
    assert written.count_params() == ours.count_params()
    assert shapes_of(written) == shapes_of(ours)
    assert written.output_shape == ours.output_shape == (None, card.num_classes)
    weights = [array + 0.01 for array in ours.get_weights()]
    written.set_weights(weights)
    ours.set_weights(weights)
    pictures = np.random.default_rng(0).random((3, *card.shape), np.float32)
    np.testing.assert_allclose(
        written(pictures, training=False), ours(pictures, training=False), rtol=1e-4, atol=1e-6
    )


def in_style(recipe: Recipe, style: str) -> Recipe:
    return recipe.with_settings("model", style=style)


@pytest.mark.parametrize("name", PRESETS)
def test_both_codes_of_every_preset(name):
    recipe, card = PRESETS[name], CARDS[PRESETS[name].data.dataset]
    assert type(model_from(code.sequential(recipe))) is keras.Sequential
    assert type(model_from(code.functional(recipe))) is not keras.Sequential
    for style, text in [
        ("sequential", code.sequential(recipe)),
        ("functional", code.functional(recipe)),
    ]:
        assert_says_the_same(text, in_style(recipe, style), card)


PLAIN = ["conv2d:3:3", "maxpooling2d", "averagepooling2d:2", "relu", "dropout:0.25", "leakyrelu"]
SET = ["conv2d:2:2:padding=same:use_bias=false", "conv2d:4:1:strides=2", "separableconv2d:3:3"]
PICTURE_LAYERS = st.sampled_from([*PLAIN, *SET, "batchnormalization:momentum=0.9"])
ROWS = st.sampled_from(
    ["dense:7", "tanh", "batchnormalization", "layernormalization", "dropout:0.5", "leaky_relu"]
)


@st.composite
def recipes(draw, block: str | None = None) -> Recipe:
    """Recipes for the digits whose layers fit each other."""
    pictures = draw(st.lists(PICTURE_LAYERS, max_size=4))
    if block:
        pictures.insert(draw(st.integers(0, len(pictures))), block)
    end = draw(st.sampled_from(["flatten", "globalaveragepooling2d", "globalmaxpooling2d"]))
    layers = [*pictures, end, *draw(st.lists(ROWS, max_size=3)), "dense:10", "softmax"]
    while True:
        try:
            ledger(Model(layers=layers).layers, DIGITS.shape)
        except LayerError as error:
            del layers[error.index]
        else:
            return Recipe(model=Model(style="functional", layers=layers))


@settings(deadline=None, max_examples=12)
@given(recipe=recipes())
def test_both_codes_of_random_networks(recipe):
    for style in ("sequential", "functional"):
        text = getattr(code, style)(recipe)
        assert_says_the_same(text, in_style(recipe, style), DIGITS)


@settings(deadline=None, max_examples=6)
@given(recipe=recipes(block="residual:3"))
def test_functional_code_of_random_residual_networks(recipe):
    assert_says_the_same(code.functional(recipe), recipe, DIGITS)


def test_sequential_code_cannot_say_a_residual_block():
    with pytest.raises(LayerError, match="Choose the Functional form"):
        code.sequential(Recipe(model=Model(layers=RESIDUAL)))


def test_the_homeworks_table():
    recipe = Recipe(model=HOMEWORK_MODEL)
    for text in (
        code.sequential(recipe, HOMEWORK_CARD),
        code.functional(recipe, HOMEWORK_CARD),
    ):
        model = model_from(text)
        layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
        assert [(layer.output.shape, layer.count_params()) for layer in layers] == [
            ((None, 2500), 0),
            ((None, 128), 320_128),
            ((None, 128), 0),
            ((None, 5), 645),
            ((None, 5), 0),
        ]
        assert model.count_params() == 320_773


@pytest.mark.parametrize("name", MODEL_PRESETS)
def test_every_ready_network_fits_every_dataset(name):
    for card in CARDS.values():
        recipe = Recipe(model=model_preset(name, card.num_classes))
        assert ledger(recipe.model.layers, card.shape)[-1].output_shape == (card.num_classes,)
        assert f"model = keras.{'Model' if 'residual' in name else 'Sequential'}(" in code.script(
            recipe, card
        )


@pytest.mark.parametrize("style", ["sequential", "functional"])
def test_lines_say_their_layer(style):
    recipe = PRESETS["mnist-cnn"]
    lines = getattr(code, style)(recipe).splitlines()
    ranges = code.lines_of(recipe, style)
    for layer, where in zip(recipe.model.layers, ranges, strict=True):
        [number] = where
        assert layer.code() in lines[number]


def test_a_block_has_several_lines():
    recipe = Recipe(model=Model(style="functional", layers=RESIDUAL))
    lines = code.functional(recipe).splitlines()
    first, same, wider, *rest = code.lines_of(recipe, "functional")
    assert (len(first), len(same), len(wider)) == (1, 7, 8)
    assert [len(where) for where in rest] == [1, 1, 1]
    assert lines[same[0]] == 'residual = layers.Conv2D(4, 3, padding="same")(x)'
    assert lines[same[-2]] == "x = layers.Add()([x, residual])"
    assert lines[wider[-3]] == "x = layers.Conv2D(6, 1)(x)"


# -- the whole script

LEARNED = {
    "digits-mlp": 300,
    "homework-mnist": 1500,
    "homework-fer2013": 1000,
    "cifar10-cnn": 800,
}
"""The presets that are tried until they have learned, and on how many training pictures.

There is one for each way to learn: with augmentation and momentum, on raw pixels, validated on the
training set, with Adam. Each of the others learns as one of these does, on other pictures or with
other sizes; what else the best presets have is held against Keras where the lab trains.
"""
EPOCHS = 8
"""For how many epochs at most they are tried."""
FEW = 200
"""Pictures on which the scripts of the others are run, for one epoch."""
NOISE = {
    "mnist": 60,
    "fashion-mnist": 130,
    "cifar10": 100,
    "fer2013": 100,
    "kmnist": 60,
    "emnist-letters": 60,
}
"""Levels of noise over patterns of 0 to 100: the presets learn these, but not without mistakes."""
DARKER = 32
"""Raw pixels of full brightness would kill every relu of the homework's first attempt at once."""


def tried(name: str) -> Recipe:
    """A preset with fewer pictures and no more than a few epochs, and otherwise as it is."""
    fewer = PRESETS[name].with_settings("data", images=LEARNED.get(name, FEW))
    epochs = min(fewer.training.epochs, EPOCHS) if name in LEARNED else 1
    return fewer.with_settings("training", epochs=epochs)


@cache
def pictures_for(name: str) -> Dataset:
    """A small set to try a preset on: a fixed pattern for each class, and noise.

    Shape, types and classes are those of its dataset; the digits are the real ones.
    """
    recipe = PRESETS[name]
    card = CARDS[recipe.data.dataset]
    if card.name == "digits":
        return Library().load("digits")
    rng = np.random.default_rng(0)
    height, width, channels = card.shape
    patterns = rng.uniform(0, 100, (card.num_classes, height // 4, width // 4, channels))
    patterns = patterns.repeat(4, axis=1).repeat(4, axis=2)

    def drawn(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = np.arange(count) % card.num_classes
        pictures = rng.normal(patterns[labels], NOISE[card.name])
        if recipe.data.scaling == "none":
            pictures /= DARKER
        return pictures.clip(0, 255).astype("uint8"), labels

    train, test = (1500, 1000) if name in LEARNED else (FEW, FEW)
    return Dataset(*drawn(train), *drawn(test), card)


def arrays_of(dataset: Dataset) -> tuple[np.ndarray, ...]:
    return dataset.x_train, dataset.y_train, dataset.x_test, dataset.y_test


def write_pictures(dataset: Dataset, folder: Path) -> None:
    """The set as the script finds it: the published file, or what `load_data` is to return."""
    if dataset.card.name == "fer2013":
        rows = ["emotion,pixels,Usage"]
        for usage, images, labels in (
            ("Training", dataset.x_train, dataset.y_train),
            ("PublicTest", dataset.x_test, dataset.y_test),
        ):
            for pixels, label in zip(images.reshape(len(images), -1), labels, strict=True):
                rows.append(f"{label},{' '.join(map(str, pixels.tolist()))},{usage}")
        (folder / "fer2013.csv").write_text("\n".join(rows), encoding="utf-8")
    elif dataset.card.name == "kmnist":
        idx_gz(Published(*arrays_of(dataset), dataset.card), folder)
    elif dataset.card.name == "emnist-letters":
        published = Published(*arrays_of(dataset), dataset.card)
        for name, content in emnist_files(published, "letters", first_label=1).items():
            (folder / name).write_bytes(content)
    elif dataset.card.name != "digits":
        grey = dataset.card.shape[-1] == 1
        x_train, x_test = (
            images[..., 0] if grey else images for images in (dataset.x_train, dataset.x_test)
        )
        y_train, y_test = (
            labels.astype("uint8") if grey else labels.astype("uint8")[:, np.newaxis]
            for labels in (dataset.y_train, dataset.y_test)
        )
        np.savez(folder / "loaded.npz", x_train, y_train, x_test, y_test)


IN_PLACE_OF_DOWNLOADS = """
import os
import warnings
import keras
import numpy as np
import tensorflow as tf

def load_data():
    with np.load("loaded.npz") as file:
        x_train, y_train, x_test, y_test = file.values()
    return (x_train, y_train), (x_test, y_test)

for module in (keras.datasets.mnist, keras.datasets.fashion_mnist, keras.datasets.cifar10):
    module.load_data = load_data
warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
"""


SETTINGS = {
    "few-pictures": "data.validate_on=split&data.scaling=standardised",
    "too-few-to-stratify": "data.images=30&data.validate_on=split&training.patience=1",
    "sparse-rmsprop": "training.loss=sparse_categorical_crossentropy&training.optimizer=rmsprop"
    "&training.schedule=cosine",
    "in-order": "training.shuffle=false&data.validate_on=train&training.momentum=0.9",
    "residual": f"model.style=functional&model.layers={RESIDUAL}",
    "augmented": "augmentation.rotation_range=10&augmentation.brightness_range=0.8,1.2"
    "&data.scaling=standardised&data.validate_on=train",
    "augmented-flip": "augmentation.horizontal_flip=true&augmentation.channel_shift_range=3"
    "&data.scaling=0-1&data.validate_on=split&training.schedule=cosine",
}


OWN = Recipe.from_link(
    "data.dataset=my-digits&data.scaling=0-1&training.learning_rate=0.1&training.epochs=3"
)
OWN_CARD = replace(
    DIGITS,
    name="my-digits",
    title='Mine"""\nimport os  # \\',
    classes=('"zero"\n', "one\\", *DIGITS.classes[2:]),
    own=True,
)


def run_scripts(scripts: dict[str, str], folder: Path) -> dict[str, str]:
    """Run scripts in one fresh Python, each in a folder of its name → what each printed."""
    program = [IN_PLACE_OF_DOWNLOADS]
    for name, text in scripts.items():
        (folder / name / "script.py").write_text(text, encoding="utf-8")
        program.append(f"print('=== {name}')")
        # To compile a step takes longer than to take a few.
        program.append(f"tf.config.run_functions_eagerly({name not in LEARNED})")
        program.append(f"os.chdir({str(folder / name)!r})")
        program.append("text = open('script.py', encoding='utf-8').read()")
        program.append(f"exec(compile(text, '{name}', 'exec'), {{}})")
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(program)],
        env={**os.environ, "MPLBACKEND": "Agg", "KERAS_BACKEND": "tensorflow", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-3000:]
    parts = re.split(r"^=== (\S+)\n", done.stdout, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def in_classic_form(recipe: Recipe) -> str:
    """The script with `ImageDataGenerator` in the place of the layers."""
    return code.script(recipe).replace(
        code.sections(recipe)["augmentation"], code.data_generator(recipe)
    )


@pytest.fixture(scope="module")
def printed(tmp_path_factory, digits) -> dict[str, str]:
    """What the scripts print: of every preset and setting, and of an own set."""
    folder = tmp_path_factory.mktemp("scripts")
    short = {
        name: Recipe.from_link(f"data.images={FEW}&{link}").with_settings("training", epochs=1)
        for name, link in SETTINGS.items()
    }
    scripts = {name: code.script(tried(name)) for name in PRESETS}
    scripts |= {name: code.script(recipe) for name, recipe in short.items()}
    scripts |= {
        f"{name}-classic": in_classic_form(recipe)
        for name, recipe in short.items()
        if recipe.augmentation.is_on
    }
    scripts["own"] = code.script(OWN, OWN_CARD)
    for name in scripts:
        (folder / name).mkdir()
    for name in PRESETS:
        write_pictures(pictures_for(name), folder / name)
    own = code.dataset_file(replace(digits, card=OWN_CARD))
    (folder / "own" / "my-digits.npz").write_bytes(own)
    return run_scripts(scripts, folder)


@pytest.mark.parametrize("name", PRESETS)
def test_the_script_of_every_preset_runs(printed, name):
    text = printed[name]
    assert re.search(r"Test loss \d+\.\d{3}, test accuracy [01]\.\d{3}", text)
    assert text.count("in truth") == 3
    rows = ledger(PRESETS[name].model.layers, CARDS[PRESETS[name].data.dataset].shape)
    assert f"Total params: {sum(row.parameter_count for row in rows):,}" in text


def accuracy_in(text: str) -> float:
    return float(re.search(r"test accuracy ([\d.]+)", text)[1])


SEED_NOISE = 0.02
"""Standard deviation of the difference between two runs that split and shuffle in their own ways,
measured on twelve presets over four seeds: 0.004 to 0.035, root mean square 0.016."""


@pytest.mark.parametrize("name", LEARNED)
def test_the_script_of_a_preset_reaches_what_the_lab_reaches(printed, name):
    dataset = pictures_for(name)
    ours = train(tried(name), dataset, lambda event: None).final.test_accuracy
    # Three standard deviations: of two counts of test pictures, and of chance in training.
    # With a tenth of the learning rate, each of them stays at least 0.2 below.
    counting = np.sqrt(2 * ours * (1 - ours) / len(dataset.y_test))
    noise = 3 * np.hypot(counting, SEED_NOISE)
    assert accuracy_in(printed[name]) == pytest.approx(ours, abs=noise)
    assert ours > 0.5


@pytest.mark.parametrize("name", [*SETTINGS, "augmented-classic", "augmented-flip-classic"])
def test_the_script_of_every_setting_runs(printed, name):
    assert 0 <= accuracy_in(printed[name]) <= 1


def arrays_made(mistake: str, scaling: str = "0-1", **settings) -> dict:
    """What the script makes of the digits before the network is built."""
    data = Data(scaling=scaling, validate_on="split", mistake=mistake, **settings)
    sections = code.sections(Recipe(data=data))
    names = {}
    exec(sections["setup"] + sections["data"], names)
    names["labels"] = np.array(names["y_train"])
    exec(sections["labels"], names)
    return names


def test_the_script_makes_the_mistakes_of_the_recipe(digits):
    in_order = arrays_made("sorted")
    assert np.all(np.diff(in_order["labels"]) >= 0)
    assert len(np.unique(in_order["y_val"].argmax(1))) == 10
    last = arrays_made("last-validate")
    assert set(last["y_val"].argmax(1)) == {7, 8, 9}
    starved = arrays_made("starved-class", seed=13)
    validating = np.bincount(starved["y_val"].argmax(1), minlength=10)
    counts = np.bincount(starved["labels"], minlength=10) + validating
    everything = np.bincount(digits.y_train)
    assert counts[3] == math.ceil(everything[3] / 20)
    assert np.delete(counts, 3).tolist() == np.delete(everything, 3).tolist()
    raw = arrays_made("unscaled-validation")
    assert (raw["x_train"].max(), raw["x_val"].max(), raw["x_test"].max()) == (1, 16, 16)
    otherwise = arrays_made("validation-to-0-1", scaling="standardised")
    assert otherwise["x_train"].min() < 0
    assert (otherwise["x_val"].max(), otherwise["x_test"].max()) == (1, 1)

    right, wrong = arrays_made("none"), arrays_made("labels-shuffled")
    # As in the run, the labels move and the pictures stay.
    assert np.array_equal(right["x_train"], wrong["x_train"])
    assert sorted(right["labels"]) == sorted(wrong["labels"])
    assert np.mean(right["labels"] == wrong["labels"]) < 0.2


def test_the_script_gives_the_loss_labels_of_another_form_by_mistake():
    assert arrays_made("integer-labels")["y_train"].ndim == 1
    assert arrays_made("wide-labels")["y_val"].shape[1] == 11
    recipe = Recipe.from_link("training.loss=sparse_categorical_crossentropy")
    assert "to_categorical" not in code.script(recipe)
    mistaken = recipe.with_settings("data", mistake="one-hot-labels")
    assert "to_categorical(y_train, 10)" in code.script(mistaken)


class Watched(keras.Model):
    """A network that only notes the labels in the order in which `fit` brings them."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def compile(self, **settings):
        super().compile(run_eagerly=True)

    def train_step(self, data):
        self.seen += data[1].numpy().tolist()
        return {"loss": 0.0}

    def test_step(self, data):
        return {"loss": 0.0}


@pytest.mark.parametrize("form", ["layers", "generator"])
@pytest.mark.parametrize("shuffle", [True, False])
def test_augmented_pictures_come_in_the_order_of_the_recipe(form, shuffle):
    recipe = Recipe.from_link(
        "augmentation.horizontal_flip=true&training.epochs=2&training.batch_size=8"
    ).with_settings("training", shuffle=shuffle)
    sections = code.sections(recipe)
    batches = sections["augmentation"] if form == "layers" else code.data_generator(recipe)
    pictures, labels = np.zeros((64, *DIGITS.shape), "uint8"), np.arange(64)
    names = {"model": Watched(), "x_train": pictures, "y_train": labels}
    names |= {"x_test": pictures, "y_test": labels}
    exec(sections["setup"] + batches + sections["training"], names)
    first, second = np.split(np.array(names["model"].seen), 2)
    assert sorted(first) == sorted(second) == labels.tolist()
    assert (first.tolist() == labels.tolist()) is not shuffle
    assert (first.tolist() == second.tolist()) is not shuffle


@pytest.mark.parametrize("augmentation", ["", "&augmentation.rotation_range=10"])
def test_a_rate_that_decays_is_0_after_the_last_step(augmentation):
    recipe = Recipe.from_link(
        f"training.schedule=cosine&training.epochs=3&training.batch_size=8{augmentation}"
    )
    sections = code.sections(recipe)
    model = build(Model(layers="flatten,dense:10,softmax"), DIGITS.shape, 10)
    pictures, labels = np.zeros((20, *DIGITS.shape), "float32"), np.eye(20, 10)
    names = {"model": model, "x_train": pictures, "y_train": labels}
    names |= {"x_test": pictures, "y_test": labels}
    exec(sections["setup"] + sections.get("augmentation", "") + sections["training"], names)
    assert float(names["schedule"](8)) > 0
    assert float(names["schedule"](9)) == pytest.approx(0, abs=1e-9)
    assert int(model.optimizer.iterations) == 9


def test_a_dataset_of_ones_own_comes_in_a_file(printed):
    with pytest.raises(DatasetError, match="needs its card"):
        code.script(OWN)
    assert accuracy_in(printed["own"]) > 0.5


def test_names_that_a_visitor_gave_stay_names():
    text = code.script(OWN, OWN_CARD)
    assert "\nimport os" not in text
    names = {}
    exec(code.sections(OWN, OWN_CARD)["labels"].partition("\n# One-hot")[0], names)
    assert tuple(names["class_names"]) == OWN_CARD.classes


@pytest.mark.parametrize("name", PRESETS)
def test_the_notebook_is_the_script_in_cells(name):
    recipe = PRESETS[name]
    notebook = nbformat.reads(code.notebook(recipe), as_version=4)
    nbformat.validate(notebook)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert "\n\n\n".join(cells) + "\n" == code.script(recipe)
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds == ["markdown", "code"] * len(cells)
    assert code.notebook(recipe) == code.notebook(recipe)


def test_the_script_is_made_of_its_sections():
    recipe = Recipe.from_link("augmentation.rotation_range=10")
    sections = code.sections(recipe)
    assert list(sections) == (
        [
            "setup",
            "data",
            "labels",
            "augmentation",
            "model",
            "training",
            "curves",
            "evaluation",
            "explanation",
            "draw",
        ]
    )
    assert "\n\n".join(sections.values()) == code.script(recipe)
    assert "augmentation" not in code.sections(Recipe())


MISTAKEN = [
    f"data.validate_on=split&data.mistake={mistake}"
    for mistake in ("last-validate", "starved-class", "labels-shuffled")
]


def test_the_scripts_are_well_formed_and_show_nothing_of_the_lab(tmp_path):
    links = [*SETTINGS.values(), *MISTAKEN, *(recipe.to_link() for recipe in PRESETS.values())]
    for number, link in enumerate(links):
        text = code.script(Recipe.from_link(link))
        assert "core" not in re.findall(r"\w+", text), link
        assert "Recipe" not in text, link
        (tmp_path / f"script_{number}.py").write_text(text, encoding="utf-8")
    for arguments in (["format", "--check"], ["check", "--select", "E,F"]):
        ruff = [sys.executable, "-m", "ruff", *arguments, "--isolated", "--line-length", "100"]
        done = subprocess.run(
            [*ruff, *tmp_path.iterdir()], capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"
