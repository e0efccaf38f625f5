"""How fast files become arrays: `python -m tests.benchmarks.datasets [fer2013.csv [cifar.tar.gz]]`.

Without files the benchmark makes its own: the exact layout and size of `fer2013.csv` and of
`cifar-10-python.tar.gz`, with random pictures. Each way runs in a fresh process, so that its time
includes its imports and its peak memory is its own.
"""

import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np

from core.datasets import CARDS
from tests import layouts
from tests.layouts import Published

REPEATS = 3

WAYS = {
    "read": """
from core.datasets.joining import join
from core.datasets import readers
splits = join(readers.read([path]))
shape = splits.train[0].shape
""",
    "pandas": """
import numpy, pandas
table = pandas.read_csv(path)
images = numpy.stack([numpy.fromstring(row, sep=" ").astype("uint8") for row in table["pixels"]])
train = table["Usage"] == "Training"
x_train, y_train = images[train].reshape(-1, 48, 48, 1), table["emotion"][train].to_numpy()
x_test, y_test = images[~train].reshape(-1, 48, 48, 1), table["emotion"][~train].to_numpy()
shape = x_train.shape
""",
    "add": """
from core.datasets import Library
name = Library(path.parent / "home").add([path], title="benchmark")
shape = name
""",
    "load": """
from core.datasets import Library
data = Library(path / "home").load("benchmark")
shape = data.x_train[:64].astype("float32").shape
""",
}

HARNESS = """
import json, sys, time
from pathlib import Path
path = Path(sys.argv[1])
start = time.perf_counter()
{way}
seconds = time.perf_counter() - start
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
except ImportError:
    import psutil
    peak = psutil.Process().memory_info().peak_wset
print(json.dumps([seconds, peak, str(shape)]))
"""


def measure(way: str, path: Path) -> tuple[float, float]:
    """The shortest of some runs in seconds, and the largest peak of memory in MB."""
    runs = []
    for _ in range(REPEATS):
        command = [sys.executable, "-c", HARNESS.format(way=WAYS[way]), str(path)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
        runs.append(json.loads(answer.stdout))
    return min(run[0] for run in runs), max(run[1] for run in runs) / 1e6


def make_pictures(name: str) -> Published:
    """Random pictures, with grey values spread as in photographs so that they pack as badly."""
    card = CARDS[name]
    generator = np.random.default_rng(0)
    arrays = []
    for counts in (card.train_counts, card.test_counts):
        noise = generator.standard_normal((sum(counts), *card.shape), dtype=np.float32)
        images = np.clip(noise * 40 + 120, 0, 255).astype(np.uint8)
        labels = generator.permutation(np.repeat(np.arange(card.num_classes), counts))
        arrays += [images, labels]
    return Published(*arrays, card)


def make_fer_csv(folder: Path) -> Path:
    return layouts.fer_csv(make_pictures("fer2013"), folder)


def make_cifar_tar(folder: Path) -> Path:
    files = layouts.cifar_python_files(make_pictures("cifar10"))
    packed = folder / "cifar-10-python.tar.gz"
    place = layouts.unpacked(files, folder)
    with tarfile.open(packed, "w:gz", compresslevel=6) as archive:
        archive.add(place, place.name)
    return packed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("fer_csv", nargs="?", type=Path)
    parser.add_argument("cifar_tar", nargs="?", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fer = given.fer_csv or make_fer_csv(folder)
        megabytes = fer.stat().st_size / 1e6
        print(f"fer2013.csv, {megabytes:.0f} MB")
        ours, peak = measure("read", fer)
        theirs, their_peak = measure("pandas", fer)
        print(f"  First Epoch       {ours:6.2f} s   peak {peak:6.0f} MB")
        print(f"  pandas, row by row{theirs:6.2f} s   peak {their_peak:6.0f} MB")
        print(f"  {theirs / ours:.1f} times faster (wanted: 8), peak wanted below 1,000 MB")

        cifar = given.cifar_tar or make_cifar_tar(folder)
        seconds, peak = measure("read", cifar)
        print(f"{cifar.name}, {cifar.stat().st_size / 1e6:.0f} MB")
        print(f"  to arrays         {seconds:6.2f} s   peak {peak:6.0f} MB (wanted: 3 s)")

        link = folder / "benchmark.tar.gz"
        link.write_bytes(cifar.read_bytes())
        measure("add", link)
        seconds, peak = measure("load", folder)
        print("from the library's own form, first batch as float32, imports included")
        print(f"  ready in          {seconds:6.3f} s   peak {peak:6.0f} MB (wanted: 0.3 s)")


if __name__ == "__main__":
    main()
