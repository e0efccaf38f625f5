"""Small files that unpack to gigabytes, read by a lab that may have two."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.faults.figures import Figures
from tests.paths import ROOT

MEMORY = 2 * 2**30
SECONDS = 60
CHUNK = bytes(2**20)
READ = """
import resource, sys
from pathlib import Path
from core.datasets import DatasetError, Library

resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
if __name__ == "__main__":
    try:
        print("taken as", Library(Path(sys.argv[1])).add([Path(sys.argv[2])]))
    except DatasetError as error:
        print("refused:", error)
"""


def bombs(home: Path) -> Figures:
    """Each is refused in a sentence, in little time and memory."""
    figures = Figures()
    home.mkdir()
    program = home / "read.py"
    program.write_text(READ.format(memory=MEMORY))
    for name, make in BOMBS.items():
        figures.tries += 1
        file = home / name
        make(file)
        command = [sys.executable, str(program), str(home / "lab"), str(file)]
        try:
            read = subprocess.run(
                command,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            figures.complaints.append(f"{name} took more than {SECONDS} s")
            continue
        figures.tracebacks += "Traceback" in read.stderr
        if not read.stdout.startswith("refused:"):
            last = (read.stdout + read.stderr).strip().splitlines()[-1:]
            figures.complaints.append(f"{name} was not refused: {last}")
    return figures


def _zeros(file: Path, gigabytes: float, within: str) -> None:
    """An archive with one array of zeros, written bit by bit."""
    count = int(gigabytes * 2**30) // len(CHUNK)
    header = io.BytesIO()
    shape = (count * len(CHUNK) // 784, 28, 28)
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": shape}
    )
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(within, "w", force_zip64=True) as stream,
    ):
        stream.write(header.getvalue())
        left = shape[0] * 784
        while left:
            left -= stream.write(CHUNK[: min(left, len(CHUNK))])


def _npz(file: Path) -> None:
    _zeros(file, 4, "x_train.npy")


def _nested(file: Path) -> None:
    """Sixteen times sixteen archives in an archive, each with an array of 100 MB."""
    inner = file.with_suffix(".inner")
    _zeros(inner, 0.1, "x.npy")
    for _ in range(2):
        content = inner.read_bytes()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for number in range(16):
                archive.writestr(f"{number}.zip", content)
    inner.replace(file)


def _deep(file: Path) -> None:
    """An archive in an archive in an archive, and so on."""
    content = b""
    for _ in range(200):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.zip", content)
        content = packed.getvalue()
    file.write_bytes(content)


def _packed(file: Path) -> None:
    """An array of 4 GB of zeros, packed by the program that the file's name says."""
    compress = {".gz": gzip.compress, ".xz": lzma.compress}[file.suffix]
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": (2**32 // 784, 28, 28)}
    )
    # What is packed in pieces, one after the other, is unpacked as one.
    file.write_bytes(compress(header.getvalue()) + 64 * compress(bytes(2**26)))


def _picture(file: Path) -> None:
    """A picture of 60,000 × 60,000 pixels, all of them black."""
    side = 60_000
    rows = zlib.compressobj(1)
    packed = b"".join(rows.compress(bytes(1 + side // 8)) for _ in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    file.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
            for kind, content in chunks
        )
    )


BOMBS: dict[str, Callable[[Path], None]] = {
    "zeros.npz": _npz,
    "nested.zip": _nested,
    "deep.zip": _deep,
    "zeros.npy.gz": _packed,
    "zeros.npy.xz": _packed,
    "black.png": _picture,
}
