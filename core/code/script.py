"""A recipe as a script and as a notebook, in plain Keras, made of named sections."""

import re
from collections.abc import Callable
from typing import NamedTuple

from core.code.augmentation import data_generator_code, preprocessing_layers_code
from core.code.data import about, data_code, labels_code, validation_sets
from core.code.facts import card_of
from core.code.model import definition
from core.datasets import DatasetCard
from core.layers import Activation
from core.recipe import Recipe
from core.recipe.losses import LOSSES
from core.recipe.optimizers import OPTIMIZERS

_MODEL = """\
import keras
from keras import layers

# The same first weights each time
keras.utils.set_random_seed({seed})

{definition}model.summary()
"""
_TRAINING = """\
import keras

{schedule}model.compile(
    optimizer=keras.optimizers.{optimizer},
    loss={loss},
    metrics=["accuracy"],
)
history = model.fit(
{arguments}
)
"""
_SCHEDULE = """\
import math

# The learning rate falls from {rate} to 0 over all steps, along half a cosine wave
steps = {epochs} * math.ceil(len(x_train) / {batch_size})
schedule = keras.optimizers.schedules.CosineDecay({rate}, steps)

"""
_CURVES = """\
import matplotlib.pyplot as plt

figure, axes = plt.subplots(1, 2, figsize=(10, 4))
epochs = [epoch + 1 for epoch in history.epoch]
for axis, name in zip(axes, ["accuracy", "loss"]):
    axis.plot(epochs, history.history[name], label="training")
    axis.plot(epochs, history.history[f"val_{name}"], label="validation")
    axis.set(xlabel="epoch", ylabel=name)
    axis.legend()
plt.show()
"""
_EVALUATION = """\
import numpy as np

test_loss, test_accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"Test loss {{test_loss:.3f}}, test accuracy {{test_accuracy:.3f}}")

# The first three test pictures: what the network says, how sure it is, and the truth
answers = model.predict(x_test[:3], verbose=0)
{per_class}for answer, label in zip(answers, y_test[:3]):
    said = class_names[np.argmax(answer)]
    print(f"{{said}} ({{answer.max():.3f}}), in truth {{class_names[{truth}]}}")
"""
_EXPLANATION = """\
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

# What each layer gives for one test picture
picture = tf.constant(x_test[:1], "float32")
inside = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
for layer, numbers in zip(model.layers, inside(picture)):
    print(f"{{layer.name}}: {{numbers.shape[1:]}}, up to {{np.max(numbers):.3f}}")

# Where it looks: how much each pixel moves the score of the class that it names
with tf.GradientTape() as tape:
    tape.watch(picture)
    scores = inside(picture)[{scores}]
    score = {score}
gradient = tape.gradient(score, picture)[0]
plt.imshow(np.sum(gradient, axis=-1), cmap="PuOr_r")
plt.show()
"""
_DRAW = """\
import matplotlib.pyplot as plt
import numpy as np

# Put a picture of your own here, of the same size and scaled in the same way.
picture = x_test[0]
answers = model.predict(picture[np.newaxis], verbose=0)
{per_class}for name, number in zip(class_names, answers[0]):
    print(f"{{name}}: {{number:.3f}}")
plt.imshow((picture - picture.min()) / max(np.ptp(picture), 1e-7), cmap="gray")
plt.show()
"""


_PER_CLASS = """\
# The one output is p, the probability of the second class; the first class has 1 - p
answers = np.hstack([1 - answers, answers])
"""


class _Section(NamedTuple):
    """A part of the script: its title, what it does in a sentence, its code with its imports."""

    title: str
    about: str
    code: str


def sections(recipe: Recipe, card: DatasetCard | None = None) -> dict[str, str]:
    """The script in parts, by name and in order; joined by an empty line they are the script.

    `setup` holds the imports of all the others; `augmentation` is there if it is on. `card`
    describes a dataset of the visitor's own. Raises LayerError if the layers do not fit.
    """
    parts = _sections(recipe, card_of(recipe, card))
    codes = {name: _without_imports(part.code) for name, part in parts.items()}
    texts = {name: f"# {part.title}: {part.about}\n\n{codes[name]}" for name, part in parts.items()}
    imports = _imports("".join(part.code for part in parts.values()))
    return {"setup": imports, **texts}


def data_generator(recipe: Recipe, card: DatasetCard | None = None) -> str:
    """The section `augmentation` in its classic form, `ImageDataGenerator`, with its import.

    It can stand in the script in that section's place; the augmentation must be on.
    """
    return _augmentation_code(data_generator_code, recipe, card_of(recipe, card))


def script(recipe: Recipe, card: DatasetCard | None = None) -> str:
    """A script in plain Keras that reproduces the recipe."""
    return "\n\n".join(sections(recipe, card).values())


def notebook(recipe: Recipe, card: DatasetCard | None = None) -> str:
    """The same as a Jupyter notebook (nbformat 4, JSON), a cell of text and one of code a part."""
    from nbformat import v4, writes

    described = _sections(recipe, card_of(recipe, card))
    cells = []
    for name, code in sections(recipe, card).items():
        if name in described:
            text = f"## {described[name].title}\n\n{described[name].about}"
        else:
            text = f"# {about(card_of(recipe, card))}"
        cells.append(v4.new_markdown_cell(text, id=f"about-{name}"))
        cells.append(v4.new_code_cell(code.rstrip("\n"), id=name))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return writes(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}))


def _sections(recipe: Recipe, card: DatasetCard) -> dict[str, _Section]:
    training = recipe.training
    targets = recipe.targets
    single_unit = LOSSES[training.loss].for_two_classes
    per_class = _PER_CLASS if single_unit else ""
    parts = {
        "data": _Section("Data", about(card), data_code(recipe, card)),
        "labels": _Section("Labels", f"{card.num_classes} classes.", labels_code(recipe, card)),
    }
    if recipe.augmentation.is_on:
        parts["augmentation"] = _Section(
            "Augmentation",
            "training pictures are changed at random, anew in every epoch.",
            _augmentation_code(preprocessing_layers_code, recipe, card),
        )
    return parts | {
        "model": _Section(
            "Model",
            f"the network in the {recipe.model.style.capitalize()} style.",
            _MODEL.format(seed=training.seed, definition=definition(recipe, card)),
        ),
        "training": _Section("Training", _pace(recipe), _training_code(recipe)),
        "curves": _Section("Curves", "training and validation, epoch by epoch.", _CURVES),
        "evaluation": _Section(
            "Evaluation",
            "how the network does on the test pictures.",
            _EVALUATION.format(
                truth="np.argmax(label)" if targets == "one-hot" else "label", per_class=per_class
            ),
        ),
        "explanation": _Section(
            "Explanation",
            "what happens to one picture inside the network.",
            _EXPLANATION.format(
                scores=-2 if _gives_probabilities(recipe) else -1,
                # A single unit's score is that of the second class; the first has minus it.
                score="tf.reduce_max(tf.abs(scores))" if single_unit else "tf.reduce_max(scores)",
            ),
        ),
        "draw": _Section(
            "Draw", "what the network says of one picture.", _DRAW.format(per_class=per_class)
        ),
    }


def _augmentation_code(write: Callable[..., str], recipe: Recipe, card: DatasetCard) -> str:
    return write(
        recipe.augmentation,
        recipe.data.scaling,
        card.max_value,
        recipe.training.batch_size,
        recipe.training.shuffle,
    )


def _gives_probabilities(recipe: Recipe) -> bool:
    ending = "sigmoid" if LOSSES[recipe.training.loss].for_two_classes else "softmax"
    return recipe.model.layers[-1] == Activation(activation=ending)


def _pace(recipe: Recipe) -> str:
    training = recipe.training
    return f"{training.epochs:,} epochs in batches of {training.batch_size:,}."


def _training_code(recipe: Recipe) -> str:
    training = recipe.training
    if recipe.augmentation.is_on:
        arguments = ["batches,"]
        order = "shuffle=False,  # the batches bring their own order"
    else:
        arguments = ["x_train,", "y_train,", f"batch_size={training.batch_size},"]
        order = f"shuffle={training.shuffle},"
    arguments += [
        f"epochs={training.epochs},",
        order,
        f"validation_data=({', '.join(validation_sets(recipe))}),",
    ]
    if training.patience:
        stopping = f"patience={training.patience}, restore_best_weights=True"
        arguments.append(f"callbacks=[keras.callbacks.EarlyStopping({stopping})],")
    schedule, rate = "", str(training.learning_rate)
    if training.schedule == "cosine":
        schedule = _SCHEDULE.format(
            rate=rate, epochs=training.epochs, batch_size=training.batch_size
        )
        rate = "schedule"
    return _TRAINING.format(
        schedule=schedule,
        optimizer=OPTIMIZERS[training.optimizer].code(training, rate),
        loss=LOSSES[training.loss].code(training.loss, training.label_smoothing),
        arguments="\n".join(f"    {argument}" for argument in arguments),
    )


def _imports(code: str) -> str:
    """All imports of the code, each once, in the customary order."""
    lines = {line for line in code.splitlines() if line.startswith(("import ", "from "))}
    return "\n".join(sorted(lines, key=lambda line: (line.startswith("from "), line))) + "\n"


def _without_imports(code: str) -> str:
    return re.sub(r"^(import|from) .*\n\n?", "", code, flags=re.MULTILINE).strip("\n") + "\n"
