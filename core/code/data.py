"""The first part of the script: read the pictures, choose, set aside, scale, encode the labels."""

import io
import json
from typing import assert_never

import numpy as np

from core.code.facts import in_a_comment
from core.datasets import Dataset, DatasetCard
from core.preparation.split import LEFT_OF_STARVED, starved_class
from core.recipe import Recipe
from core.recipe.work import trained_images

_READ_OWN = """\
import numpy as np

# This file, saved from the lab, lies beside this script.
with np.load("{name}.npz") as file:
    x_train, y_train = file["x_train"], file["y_train"]
    x_test, y_test = file["x_test"], file["y_test"]
"""
_CHOOSE = """\
import numpy as np

# {count:,} of the training pictures, drawn at random
chosen = np.random.default_rng({seed}).choice(len(x_train), {count}, replace=False)
x_train, y_train = x_train[chosen], y_train[chosen]
"""
_STARVED = """\
import numpy as np

# The pictures that train
of_class = y_train == {label}
kept = ~of_class | (np.cumsum(of_class) % {left} == 1)
x_train, y_train = x_train[kept], y_train[kept]
"""
_SORTED = """\
import numpy as np

# Class by class
order = np.argsort(y_train, kind="stable")
x_train, y_train = x_train[order], y_train[order]
"""
_LAST_VALIDATE = """\
from sklearn.model_selection import train_test_split

# {fraction:.0%} of the training pictures are kept aside to validate.
x_train, x_val, y_train, y_val = train_test_split(
    x_train,
    y_train,
    test_size={fraction},
    shuffle=False,
)
"""
_SHUFFLED = """\
import numpy as np

# In another order
order = np.random.default_rng({seed}).permutation(len(y_train))
y_train = y_train[order]
"""
_SPLIT = """\
from sklearn.model_selection import train_test_split

# {fraction:.0%} of the training pictures are kept aside to validate{how}.
x_train, x_val, y_train, y_val = train_test_split(
    x_train,
    y_train,
    test_size={fraction},
{stratify}    random_state={seed},
)
"""
_SCALED = {
    "none": """\

# Pixels stay as they are, from 0 to {max_value}.
def scaled(images):
    return images.astype("float32")
""",
    "0-1": """\

# Pixels from 0 to {max_value} become numbers from 0 to 1.
def scaled(images):
    return images.astype("float32") / {max_value}
""",
    "standardised": """\
import numpy as np

# Each channel gets mean 0 and standard deviation 1, measured on the training pictures alone.
mean = x_train.mean(axis=(0, 1, 2))
deviation = np.maximum(x_train.std(axis=(0, 1, 2)), 1e-7)


def scaled(images):
    return ((images - mean) / deviation).astype("float32")
""",
}
_SCALED_LATER = {
    "unscaled-validation": '{images}.astype("float32")',
    "validation-to-0-1": '{images}.astype("float32") / {max_value}',
}
"""By mistakes: what becomes of all pictures but those that train."""
_LEAST_TO_STRATIFY = 20
"""Pictures of its rarest class that a random choice should hold, so that none comes out empty."""


def data_code(recipe: Recipe, card: DatasetCard) -> str:
    """From the file to `x_train, y_train, x_test, y_test`, and `x_val, y_val` if a part validates.

    With augmentation, `x_train` stays unscaled: it is scaled batch by batch.
    """
    data = recipe.data
    published = None if card.own else card.reading
    parts = [published.script if published else _READ_OWN.format(name=data.dataset)]
    if data.images is not None and data.images < card.train_count:
        parts.append(_CHOOSE.format(count=data.images, seed=data.seed))
    if data.mistake == "starved-class":
        label = starved_class(data.seed, card.num_classes)
        parts.append(_STARVED.format(label=label, left=LEFT_OF_STARVED))
    # What sorts the pictures would be undone by a split that shuffles them.
    if data.mistake == "last-validate":
        parts.append(_SORTED)
    if data.validate_on == "split":
        parts.append(_split_code(recipe, card))
    if data.mistake == "sorted":
        parts.append(_SORTED)
    if data.mistake == "labels-shuffled":
        parts.append(_SHUFFLED.format(seed=data.seed))
    parts.append(_SCALED[data.scaling].format(max_value=card.max_value))
    return "\n".join([*parts, "\n" + _scale_all(recipe, card)])


def labels_code(recipe: Recipe, card: DatasetCard) -> str:
    """The names of the classes, and one-hot rows if the loss takes them."""
    names = [json.dumps(name, ensure_ascii=False) for name in card.classes]
    written = f"class_names = [{', '.join(names)}]\n"
    if len(written) > 100:
        written = "class_names = [\n" + "".join(f"    {name},\n" for name in names) + "]\n"
    last = card.num_classes - 1
    match recipe.targets:
        case "integers":
            says = f"The labels stay as they are, whole numbers from 0 to {last}."
            return f"{written}\n# {says}\n"
        case "zero-or-one":
            says = "The loss takes the labels as they are: 1 is what the one output tells of."
            return f"{written}\n# {says}\n"
        case "one-hot":
            return f"import keras\n\n{written}\n{_one_hot_rows(recipe, card)}"
        case _:
            assert_never(recipe.targets)


def _one_hot_rows(recipe: Recipe, card: DatasetCard) -> str:
    """The lines that turn the labels of each set into one-hot rows."""
    sets = ["train", "test"] if not _has_own_validation(recipe) else ["train", "val", "test"]
    columns = recipe.columns(card.num_classes)
    encoded = "".join(
        f"y_{name} = keras.utils.to_categorical(y_{name}, {columns})\n" for name in sets
    )
    row = f"a row of {columns} numbers, 1 at the picture's class and 0 elsewhere"
    return f"# One-hot: {row}.\n{encoded}"


def validation_sets(recipe: Recipe) -> tuple[str, str]:
    """The names of the arrays that validate."""
    if recipe.data.validate_on == "test":
        return "x_test", "y_test"
    return ("x_val", "y_val") if _has_own_validation(recipe) else ("x_train", "y_train")


def dataset_file(dataset: Dataset) -> bytes:
    """A dataset of the visitor's own as the `.npz` file that the script reads."""
    file = io.BytesIO()
    np.savez_compressed(
        file,
        x_train=dataset.x_train,
        y_train=dataset.y_train,
        x_test=dataset.x_test,
        y_test=dataset.y_test,
    )
    return file.getvalue()


def about(card: DatasetCard) -> str:
    """A dataset in a sentence."""
    train, test = card.train_count, card.test_count
    return f"{in_a_comment(card.title)}, {train:,} pictures to train with and {test:,} to test."


def _has_own_validation(recipe: Recipe) -> bool:
    # Augmentation leaves x_train unscaled, so where it validates, too, it needs a scaled copy.
    validate_on = recipe.data.validate_on
    scaled_otherwise = recipe.augmentation.is_on or recipe.data.mistake in _SCALED_LATER
    return validate_on == "split" or (validate_on == "train" and scaled_otherwise)


def _split_code(recipe: Recipe, card: DatasetCard) -> str:
    data = recipe.data
    if data.mistake == "last-validate":
        return _LAST_VALIDATE.format(fraction=data.validation_fraction)
    count = trained_images(recipe, card)
    smaller_part = count * min(data.validation_fraction, 1 - data.validation_fraction)
    rarest = count * min(card.train_counts) / card.train_count
    if data.mistake == "starved-class":
        rarest /= LEFT_OF_STARVED
    stratified = smaller_part > card.num_classes and rarest >= _LEAST_TO_STRATIFY
    return _SPLIT.format(
        fraction=data.validation_fraction,
        how=", the same share of every class" if stratified else "",
        stratify="    stratify=y_train,\n" if stratified else "",
        seed=data.seed,
    )


def _scale_all(recipe: Recipe, card: DatasetCard) -> str:
    def later(images: str) -> str:
        template = _SCALED_LATER.get(recipe.data.mistake, "scaled({images})")
        return template.format(images=images, max_value=card.max_value)

    lines = [f"x_test = {later('x_test')}"]
    if recipe.data.validate_on == "split":
        lines.insert(0, f"x_val = {later('x_val')}")
    elif _has_own_validation(recipe):
        lines.insert(0, f"x_val, y_val = {later('x_train')}, y_train")
    if not recipe.augmentation.is_on:
        lines.insert(0, "x_train = scaled(x_train)")
    return "\n".join(lines) + "\n"
