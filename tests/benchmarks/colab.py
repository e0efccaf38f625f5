"""Whether the exported notebooks run as in Google Colab: in its versions, without the lab.

Run: python -m tests.benchmarks.colab [python3.13]

Colab has Python 3.13 since August 2026 (github.com/googlecolab/colabtools/issues/6081), for which
TensorFlow is there from 2.20 on; the last versions of TensorFlow and Keras that it announced are
2.19.0 and 3.10.0, with Python 3.12 (issues/5489), and older runtimes can still be chosen. So the
notebooks run with both ends of that range. For each an environment of its own is made with the
Python that is named, or else this one; that takes a gigabyte and some minutes.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from core import code
from core.datasets import BUNDLED, Library
from core.recipe import Recipe


class Runtime(NamedTuple):
    """What Colab has or may have, and the newest Python, 3.x, that this TensorFlow is made for."""

    tensorflow: str
    keras: str
    newest_python: int


RUNTIMES = (Runtime("2.19.0", "3.10.0", 12), Runtime("2.20.0", "3.10.0", 13),
            Runtime("2.20.0", "3.12.0", 13), Runtime("2.21.0", "3.15.1", 13))  # fmt: skip
ALSO_THERE = ("matplotlib", "scikit-learn", "nbclient", "ipykernel")
OWN = replace(BUNDLED, name="my-digits", title="My digits", own=True)
CONVOLUTIONS = "conv2d:8:3:padding=same,batchnormalization,relu,maxpooling2d,residual:8,flatten"
NOTEBOOKS = {
    "sequential": "training.learning_rate=0.1",
    "functional": f"model.style=functional&model.layers={CONVOLUTIONS},dense:10,softmax"
    "&training.optimizer=adam&data.validate_on=split",
    "augmented": "augmentation.rotation_range=10&augmentation.width_shift_range=0.1"
    "&augmentation.brightness_range=0.8,1.2&data.scaling=standardised&training.optimizer=adam"
    "&training.patience=2",
    "own": f"data.dataset={OWN.name}&data.scaling=0-1&training.optimizer=adam",
}
LEAST_ACCURACY = 0.8
"""Five epochs on eight-by-eight digits reach more, each of them."""
EXECUTE = """
import re, sys, keras, nbclient, nbformat, numpy, tensorflow

print("Python", sys.version.split()[0], "TensorFlow", tensorflow.__version__,
      "Keras", keras.__version__, "NumPy", numpy.__version__, flush=True)
for name in sys.argv[2:]:
    notebook = nbformat.read(name + ".ipynb", 4)
    nbclient.NotebookClient(notebook, timeout=600).execute()
    printed = str([cell.get("outputs") for cell in notebook.cells])
    accuracy = float(re.search(r"test accuracy ([\\d.]+)", printed)[1])
    print(f"  {name}: test accuracy {accuracy}", flush=True)
    assert accuracy > float(sys.argv[1])
"""


def write_notebooks(folder: Path) -> None:
    """The notebooks as the lab exports them, and the file of the dataset of one's own."""
    for name, link in NOTEBOOKS.items():
        recipe = Recipe.from_link(link)
        card = OWN if recipe.data.dataset == OWN.name else BUNDLED
        (folder / f"{name}.ipynb").write_text(code.notebook(recipe, card), encoding="utf-8")
    digits = replace(Library(folder / "home").load(BUNDLED.name), card=OWN)
    (folder / f"{OWN.name}.npz").write_bytes(code.dataset_file(digits))


def main() -> None:
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    asked = [python, "-c", "import sys; print(sys.version_info.minor)"]
    minor = int(subprocess.run(asked, check=True, capture_output=True).stdout)
    with tempfile.TemporaryDirectory() as home:
        notebooks = Path(home) / "notebooks"
        notebooks.mkdir()
        write_notebooks(notebooks)
        for runtime in RUNTIMES:
            if minor > runtime.newest_python:
                continue
            subprocess.run([python, "-m", "venv", "--clear", f"{home}/environment"], check=True)
            inside = f"{home}/environment/bin/python"
            versions = [f"tensorflow-cpu=={runtime.tensorflow}", f"keras=={runtime.keras}"]
            install = [inside, "-m", "pip", "install", "--quiet", *versions, *ALSO_THERE]
            subprocess.run(install, check=True)
            run = [inside, "-c", EXECUTE, str(LEAST_ACCURACY), *NOTEBOOKS]
            without_lab = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
            subprocess.run(run, check=True, cwd=notebooks, env=without_lab)


if __name__ == "__main__":
    main()
