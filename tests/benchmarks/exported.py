"""Which versions of Keras read an exported network, and answer as the lab does.

Run: python -m tests.benchmarks.exported

Each version of Keras is installed into a folder of its own, a few megabytes, and reads there, with
the TensorFlow of this environment, networks that hold every kind of layer.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from core.datasets import BUNDLED
from core.recipe import Recipe
from core.worker.build import build
from core.worker.keras_file import keras_file

VERSIONS = ("3.10.0", "3.12.0", "3.13.2", "3.14.1")
NETWORKS = {
    "dense": "model.layers=flatten,dense:32,leakyrelu,dropout:0.5,layernormalization,"
    "dense:10,softmax",
    "convolutions": "model.layers=conv2d:4:3,batchnormalization,relu,averagepooling2d:2,"
    "separableconv2d:6:2,maxpooling2d,flatten,dense:10,softmax",
    "residual": "model.style=functional&model.layers=conv2d:4:3,residual:4,residual:6,"
    "globalmaxpooling2d,dense:10,softmax",
    "average": "model.layers=conv2d:4:3,globalaveragepooling2d,dense:10,softmax",
}
READ = """
import sys, numpy as np, keras
pictures = np.load(sys.argv[1])
for name in sys.argv[2:]:
    answers = keras.saving.load_model(name + ".keras").predict(pictures, verbose=0)
    difference = np.abs(answers - np.load(name + ".npy")).max()
    print(keras.__version__, name.rpartition("/")[2], f"largest difference {difference:.1e}")
    assert difference < 1e-5
"""


def write_networks(folder: Path) -> None:
    """Each network with random weights, its file, and what it answers to random pictures."""
    rng = np.random.default_rng(0)
    pictures = rng.random((50, *BUNDLED.shape), np.float32)
    np.save(folder / "pictures.npy", pictures)
    for name, link in NETWORKS.items():
        recipe = Recipe.from_link(f"data.dataset={BUNDLED.name}&{link}")
        model = build(recipe.model, BUNDLED.shape, BUNDLED.num_classes)
        # All above 0: some are variances.
        weights = [rng.uniform(0.1, 0.5, weight.shape) for weight in model.get_weights()]
        model.set_weights(weights)
        (folder / f"{name}.keras").write_bytes(keras_file(recipe, weights, BUNDLED))
        np.save(folder / f"{name}.npy", model.predict(pictures, verbose=0))


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        write_networks(folder)
        files = [str(folder / name) for name in ("pictures.npy", *NETWORKS)]
        for version in VERSIONS:
            packages = folder / version
            install = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", str(packages)]
            subprocess.run([sys.executable, *install, f"keras=={version}"], check=True)
            environment = os.environ | {"PYTHONPATH": str(packages)}
            subprocess.run([sys.executable, "-c", READ, *files], check=True, env=environment)


if __name__ == "__main__":
    main()
