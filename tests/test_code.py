"""The code that the lab writes: it runs, and it says the same as the lab's own model."""

import os
import re
import subprocess
import sys
from dataclasses import replace

import keras
import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import code
from core.datasets import CARDS, DatasetError, Library
from core.layers import LayerError, ledger
from core.model_presets import HOMEWORK_CARD, HOMEWORK_MODEL, MODEL_PRESETS, model_preset
from core.recipe import PRESETS, Model, Recipe, preset
from core.worker.build import build
from core.worker.train import train

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


PLAIN = ["conv2d:3:3", "maxpooling2d", "averagepooling2d:2", "relu", "dropout:0.25"]
SET = ["conv2d:2:2:padding=same:use_bias=false", "conv2d:4:1:strides=2"]
PICTURE_LAYERS = st.sampled_from([*PLAIN, *SET, "batchnormalization:momentum=0.9"])
ROWS = st.sampled_from(["dense:7", "tanh", "batchnormalization", "dropout:0.5", "selu"])


@st.composite
def recipes(draw, block: str | None = None) -> Recipe:
    """Recipes for the digits whose layers fit each other."""
    pictures = draw(st.lists(PICTURE_LAYERS, max_size=4))
    if block:
        pictures.insert(draw(st.integers(0, len(pictures))), block)
    end = draw(st.sampled_from(["flatten", "globalaveragepooling2d"]))
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

IN_PLACE_OF_DOWNLOADS = """
import warnings
import keras
import numpy as np

def some(shape, column=False):
    def load_data():
        rng = np.random.default_rng(0)
        sets = []
        for count in (400, 60):
            labels = (np.arange(count) % 10).astype("uint8")
            pictures = rng.integers(0, 256, (count, *shape)).astype("uint8")
            sets.append((pictures, labels[:, None] if column else labels))
        return tuple(sets)
    return load_data

keras.datasets.mnist.load_data = some((28, 28))
keras.datasets.fashion_mnist.load_data = some((28, 28))
keras.datasets.cifar10.load_data = some((32, 32, 3), column=True)
warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
"""
"""A small set of the shape and types that `keras.datasets` gives, noise for pictures."""


def write_fer2013(folder) -> None:
    rng = np.random.default_rng(0)
    rows = ["emotion,pixels,Usage"]
    for number in range(210):
        usage = ["Training", "Training", "Training", "Training", "PublicTest", "PrivateTest"]
        pixels = " ".join(map(str, rng.integers(0, 256, 48 * 48)))
        rows.append(f"{number % 7},{pixels},{usage[number // 7 % 6]}")
    (folder / "fer2013.csv").write_text("\n".join(rows), encoding="utf-8")


SETTINGS = {
    "few-pictures": "data.images=300&data.validate_on=split&data.scaling=standardised",
    "too-few-to-stratify": "data.images=30&data.validate_on=split",
    "sparse-rmsprop": "training.loss=sparse_categorical_crossentropy&training.optimizer=rmsprop",
    "in-order": "training.shuffle=false&data.validate_on=train&training.momentum=0.9",
    "residual": f"model.style=functional&model.layers={RESIDUAL}",
    "augmented": "augmentation.rotation_range=10&augmentation.brightness_range=0.8,1.2"
    "&data.scaling=standardised&data.validate_on=train",
    "augmented-flip": "augmentation.horizontal_flip=true&augmentation.channel_shift_range=3"
    "&data.scaling=0-1&data.validate_on=split",
}


AS_IT_IS = preset("digits-mlp").with_settings("training", epochs=20)
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


def run_scripts(scripts: dict[str, str], folder) -> dict[str, str]:
    """Run scripts in one fresh Python → what each printed."""
    program = [IN_PLACE_OF_DOWNLOADS]
    for name, text in scripts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
        program.append(f"print('=== {name}')")
        program.append(
            f"exec(compile(open('{name}.py', encoding='utf-8').read(), '{name}.py', 'exec'), {{}})"
        )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(program)],
        cwd=folder,
        env={**os.environ, "MPLBACKEND": "Agg", "KERAS_BACKEND": "tensorflow", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-3000:]
    parts = re.split(r"^=== (\S+)\n", done.stdout, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture(scope="module")
def printed(tmp_path_factory, digits) -> dict[str, str]:
    """What the scripts print: of every preset and setting, of one as it is, and of an own set."""
    folder = tmp_path_factory.mktemp("scripts")
    write_fer2013(folder)
    (folder / "my-digits.npz").write_bytes(code.dataset_file(replace(digits, card=OWN_CARD)))
    recipes = PRESETS | {name: Recipe.from_link(link) for name, link in SETTINGS.items()}
    scripts = {
        name: code.script(recipe.with_settings("training", epochs=1))
        for name, recipe in recipes.items()
    }
    scripts |= {"as-it-is": code.script(AS_IT_IS), "own": code.script(OWN, OWN_CARD)}
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


@pytest.mark.parametrize("name", SETTINGS)
def test_the_script_of_every_setting_runs(printed, name):
    assert 0 <= accuracy_in(printed[name]) <= 1


def test_a_script_as_it_is_reaches_what_the_lab_reaches(printed, digits):
    ours = train(AS_IT_IS, digits, lambda event: None).final.test_accuracy
    # Another split and another order: three standard errors of 360 pictures at 0.96.
    assert accuracy_in(printed["as-it-is"]) == pytest.approx(ours, abs=0.03)
    assert ours > 0.9


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
            "draw",
        ]
    )
    assert "\n\n".join(sections.values()) == code.script(recipe)
    assert "augmentation" not in code.sections(Recipe())


@pytest.mark.parametrize("link", [*SETTINGS.values(), *(r.to_link() for r in PRESETS.values())])
def test_the_script_is_well_formed_and_shows_nothing_of_the_lab(link):
    text = code.script(Recipe.from_link(link))
    assert "core" not in re.findall(r"\w+", text)
    assert "Recipe" not in text
    for arguments in (["format", "--check"], ["check", "--select", "E,F"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *arguments, "--isolated", "--line-length", "100", "-"],
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"
