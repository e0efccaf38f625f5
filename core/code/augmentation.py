"""An augmentation that is on, as the Keras a student would write, in two forms.

Both take raw pixels `x_train` and labels `y_train` and define `batches`, which `model.fit` takes,
so that one can stand in a script where the other stood. Augmentation comes before scaling, because
brightness, channel shift and `cval` speak of raw pixels.
`standardised` pixels need the arrays `mean` and `deviation` of the training pictures.
"""

import math
from typing import Any

from core.recipe import Augmentation

_GENERATOR = """\
from tensorflow.keras.preprocessing.image import ImageDataGenerator

generator = ImageDataGenerator(
{arguments}
)
batches = generator.flow(x_train, y_train, batch_size={batch_size}{order})
"""
_CROSSED = """\
# This class moves up and down by width_shift_range, and sideways by height_shift_range.
"""
_LAYERS = """\
import keras
import tensorflow as tf
from keras import layers

{definitions}

def augment(pictures, labels):
{steps}
    return pictures, labels


batches = (
    tf.data.Dataset.from_tensor_slices((x_train.astype("float32"), y_train)){order}
    .batch({batch_size})
    .map(augment, num_parallel_calls=tf.data.AUTOTUNE)
    .prefetch(tf.data.AUTOTUNE)
)
"""
_MOVE = """\
move = keras.Sequential(
    [
{layers}
    ]
)
"""
_MOVE_STEP = "    pictures = move(pictures, training=True)"
_BRIGHTNESS_STEP = """\
    factors = tf.random.uniform([tf.shape(pictures)[0], 1, 1, 1], {low}, {high})
    pictures = tf.clip_by_value(pictures * factors, 0, {max_value})"""
_SCALING_STEP = {
    "0-1": "    pictures = pictures / {max_value}",
    "standardised": "    pictures = (pictures - mean) / deviation",
}
_GENERATOR_SCALING = {
    "0-1": "    rescale=1 / {max_value},",
    "standardised": "    preprocessing_function=lambda picture: (picture - mean) / deviation,",
}


def data_generator_code(
    augmentation: Augmentation,
    scaling: str = "none",
    max_value: int = 255,
    batch_size: int = 64,
    shuffle: bool = True,
) -> str:
    """The classic form: `ImageDataGenerator(...).flow(...)`, which only TensorFlow still has."""
    arguments = [
        f"    {name}={_written(value)},"
        for name in type(augmentation).model_fields
        if (value := getattr(augmentation, name)) != type(augmentation).model_fields[name].default
    ]
    if scaling in _GENERATOR_SCALING:
        arguments.append(_GENERATOR_SCALING[scaling].format(max_value=max_value))
    crossed = augmentation.width_shift_range != augmentation.height_shift_range
    code = _GENERATOR.format(
        arguments="\n".join(arguments),
        batch_size=batch_size,
        order="" if shuffle else ", shuffle=False",
    )
    return code.replace("generator = ", _CROSSED + "generator = ", 1) if crossed else code


def preprocessing_layers_code(
    augmentation: Augmentation,
    scaling: str = "none",
    max_value: int = 255,
    batch_size: int = 64,
    shuffle: bool = True,
) -> str:
    """The form of Keras 3: `keras.layers.Random…` mapped over a `tf.data.Dataset`."""
    layers = _layers(augmentation, max_value)
    steps = [_MOVE_STEP] if layers else []
    if augmentation.brightness_range:
        low, high = map(_written, augmentation.brightness_range)
        steps.append(_BRIGHTNESS_STEP.format(low=low, high=high, max_value=max_value))
    if scaling in _SCALING_STEP:
        steps.append(_SCALING_STEP[scaling].format(max_value=max_value))
    lines = "\n".join(f"        {layer}," for layer in layers)
    return _LAYERS.format(
        definitions=_MOVE.format(layers=lines) if layers else "",
        steps="\n".join(steps),
        batch_size=batch_size,
        order="\n    .shuffle(len(x_train))" if shuffle else "",
    )


def _layers(augmentation: Augmentation, max_value: int) -> list[str]:
    """A layer for each move, in the order in which they are applied."""
    fill = f'fill_mode="{augmentation.fill_mode}"'
    if augmentation.fill_mode == "constant":
        fill += f", fill_value={_written(augmentation.cval)}"
    layers = []
    if degrees := augmentation.rotation_range:
        # In shares of a full turn.
        layers.append(f"layers.RandomRotation({_written(degrees)} / 360, {fill})")
    across, down = augmentation.width_shift_range, augmentation.height_shift_range
    if across or down:
        layers.append(f"layers.RandomTranslation({_written(down)}, {_written(across)}, {fill})")
    if degrees := augmentation.shear_range:
        share = round(math.sin(math.radians(degrees)), 3)
        layers.append(f"layers.RandomShear(x_factor={_written(share)}, {fill})")
    if augmentation.zoom_range:
        zoom = _written(augmentation.zoom_range)
        layers.append(f"layers.RandomZoom((-{zoom}, {zoom}), (-{zoom}, {zoom}), {fill})")
    flips = [name for name in ("horizontal", "vertical") if getattr(augmentation, f"{name}_flip")]
    if flips:
        layers.append(f'layers.RandomFlip("{"_and_".join(flips)}")')
    if levels := augmentation.channel_shift_range:
        brighter = f"{_written(min(levels, max_value))} / {max_value}"
        layers.append(f"layers.RandomBrightness({brighter}, value_range=(0, {max_value}))")
    return layers


def _written(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return f"({', '.join(map(_written, value))})"
    return repr(int(value) if isinstance(value, float) and value.is_integer() else value)
