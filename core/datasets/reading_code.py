"""The Python with which a student reads a published dataset, as its card gives it."""

from typing import NamedTuple

ONE_CHANNEL = """\
# Grey pictures get an axis for their one channel.
x_train, x_test = x_train[..., np.newaxis], x_test[..., np.newaxis]
"""
_KERAS = """\
import keras
import numpy as np

(x_train, y_train), (x_test, y_test) = keras.datasets.{module}.load_data()
"""
_IDX = """\
import gzip

import numpy as np

# The four published files, from {site}, lie beside this script.
arrays = []
for name in {names}:
    with gzip.open(f"{{name}}-ubyte.gz") as file:
        arrays.append(np.frombuffer(file.read(), "uint8"))
# A header of 16 bytes stands before the pixels, one of 8 before the labels.
x_train, x_test = (pixels[16:].reshape(-1, 28, 28, 1) for pixels in arrays[::2])
y_train, y_test = (labels[8:].astype("int64") for labels in arrays[1::2])
"""
_IDX_PICTURES = """\
with gzip.open("{name}-ubyte.gz") as file:
    pixels = np.frombuffer(file.read(), "uint8", offset=16)
x_train = pixels.reshape(-1, 28, 28)"""
_IDX_LABELS = """\
with gzip.open("{name}-ubyte.gz") as file:
    labels = np.frombuffer(file.read(), "uint8", offset=8)
y_train = labels.astype("int64")"""


class ReadingCode(NamedTuple):
    """Lines of Python that read a dataset.

    `script`, with its imports, gives `x_train`, `x_test` `(n, height, width, channels)` and
    `y_train`, `y_test` `(n,)`. `pictures` and `labels` read the training set alone, without
    imports: `x_train` as it lies in the file, grey without an axis for its channel, and `y_train`
    as int64 `(n,)`; `labels` is empty where `pictures` gives these too.
    """

    script: str
    pictures: str
    labels: str = ""


def keras_call(module: str) -> str:
    """Reading by `keras.datasets.<module>`, with the imports."""
    return _KERAS.format(module=module)


def keras_datasets(module: str) -> ReadingCode:
    """Reading grey pictures by `keras.datasets.<module>`."""
    return ReadingCode(
        script=keras_call(module) + ONE_CHANNEL,
        pictures=f"(x_train, y_train), _ = {module}.load_data()",
        labels='y_train = y_train.astype("int64")',
    )


def idx_files(names: tuple[str, str, str, str], site: str) -> ReadingCode:
    """Reading pictures of 28×28 out of four packed IDX files.

    `names` are those of the training pictures and labels and of the test pictures and labels,
    without `-ubyte.gz`; `site` is where they come from.
    """
    listed = "".join(f'\n    "{name}",' for name in names)
    return ReadingCode(
        script=_IDX.format(site=site, names=f"({listed}\n)"),
        pictures=_IDX_PICTURES.format(name=names[0]),
        labels=_IDX_LABELS.format(name=names[1]),
    )
