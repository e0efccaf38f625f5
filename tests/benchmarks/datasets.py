"""How fast files become arrays: `python -m tests.benchmarks.datasets [fer2013.csv [cifar.tar.gz]]`.

Without files the benchmark makes its own: the exact layout and size of `fer2013.csv` and of
`cifar-10-python.tar.gz`, with random pictures. Each way runs in a fresh process, so that its time
includes its imports and its peak memory is its own.
"""

import argparse
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np
import psutil

from core.datasets import CARDS
from tests.made import layouts
from tests.made.layouts import Published

REPEATS = 3

WAYS = {
    "read": """
from core.datasets import readers
from core.datasets.choices import Choices
from core.datasets.joining import join
join(readers.read([path], Choices()).parts)
""",
    "pandas": """
import numpy, pandas
table = pandas.read_csv(path)
images = numpy.stack([numpy.fromstring(row, sep=" ").astype("uint8") for row in table["pixels"]])
train = table["Usage"] == "Training"
x_train, y_train = images[train].reshape(-1, 48, 48, 1), table["emotion"][train].to_numpy()
x_test, y_test = images[~train].reshape(-1, 48, 48, 1), table["emotion"][~train].to_numpy()
""",
    "tarfile": """
import numpy, pickle, tarfile
with tarfile.open(path) as archive:
    members = [member for member in archive if "_batch" in member.name]
    files = [archive.extractfile(member) for member in members]
    batches = [pickle.load(file, encoding="bytes") for file in files]
rows = numpy.concatenate([batch[b"data"] for batch in batches])
images = numpy.ascontiguousarray(rows.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
""",
    "add": """
from core.datasets import Library
Library(path.parent / "home").add([path], title="benchmark")
""",
    "load": """
from core.datasets import Library
data = Library(path / "home").load("benchmark")
data.x_train[:64].astype("float32")
""",
}

HARNESS = """
import json, sys, time
from pathlib import Path
path = Path(sys.argv[1])
start = time.perf_counter()
{way}
seconds = time.perf_counter() - start
from tests.benchmarks.datasets import peak_memory
print(json.dumps([seconds, peak_memory()]))
"""


def peak_memory() -> int:
    """The most memory this process has had, in bytes."""
    if sys.platform == "linux":  # getrusage would count what the parent had before the start
        status = Path("/proc/self/status").read_text()
        return 1024 * int(re.search(r"VmHWM:\s*(\d+)", status)[1])
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


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
        theirs, their_peak = measure("tarfile", cifar)
        print(f"  First Epoch       {seconds:6.2f} s   peak {peak:6.0f} MB (wanted: 3 s)")
        print(f"  tarfile and pickle{theirs:6.2f} s   peak {their_peak:6.0f} MB")

        link = folder / "benchmark.tar.gz"
        link.write_bytes(cifar.read_bytes())
        measure("add", link)
        seconds, peak = measure("load", folder)
        print("from the library's own form, first batch as float32, imports included")
        print(f"  ready in          {seconds:6.3f} s   peak {peak:6.0f} MB (wanted: 0.3 s)")


if __name__ == "__main__":
    main()
