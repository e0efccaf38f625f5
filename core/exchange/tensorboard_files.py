"""Runs as TensorBoard reads them: a folder each, with event files for training, validation, test.

Tags are those of Keras's callback `TensorBoard`, so that TensorBoard draws the curves of a run in
one chart. Sources: TFRecord as in tensorflow.org/tutorials/load_data/tfrecord, the messages `Event`
and `Summary` of tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto, and
the wire format of protobuf.dev/programming-guides/encoding. TensorFlow could write them, but only
the workers have it.
"""

import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, NamedTuple

from core.exchange.results import RunResult
from core.exchange.zipped import add

FILE_VERSION = b"brain.Event:2"
_POLYNOMIAL = 0x82F63B78
"""Of CRC-32C, RFC 3720 appendix B.4, its bits in reverse order."""
_NO_FOLDER = re.compile(r"[^\w.+-]+")


class Scalar(NamedTuple):
    """A figure of a curve; `time` in seconds since 1970."""

    time: float
    step: int
    tag: str
    value: float


def write_tensorboard(out: IO[bytes], results: Iterable[RunResult]) -> None:
    """Write the folders as a zip into `out`."""
    with zipfile.ZipFile(out, "w") as file:
        for result in results:
            began = result.run.started
            called = _NO_FOLDER.sub("-", result.name)[:60].strip("-.")
            events = f"events.out.tfevents.{began:.0f}.first-epoch"
            for part, scalars in _curves(result).items():
                content = event_file(began, scalars)
                add(file, f"{called}-{result.run.id}/{part}/{events}", content)


def event_file(began: float, scalars: Sequence[Scalar]) -> bytes:
    """The content of an event file with these figures."""
    first = _double(1, began) + _bytes(3, FILE_VERSION)
    return b"".join(map(_record, (first, *map(_event, scalars))))


def _curves(result: RunResult) -> dict[str, list[Scalar]]:
    """The figures of training, validation and test; without those that have none."""
    metrics = result.metrics
    ended, last = result.ended or 0.0, int(metrics.get("epochs", 0))
    curves = {
        "train": [*_scalars(result, "loss", "accuracy")],
        "validation": [*_scalars(result, "val_loss", "val_accuracy")],
        "test": [
            Scalar(ended, last, f"epoch_{name}", metrics[f"test_{name}"])
            for name in ("loss", "accuracy")
            if f"test_{name}" in metrics
        ],
    }
    return {part: scalars for part, scalars in curves.items() if scalars}


def _scalars(result: RunResult, loss: str, accuracy: str) -> Iterator[Scalar]:
    for _, when, epoch in result.epochs:
        for tag, name in (("epoch_loss", loss), ("epoch_accuracy", accuracy)):
            value = getattr(epoch, name)
            if value is not None:
                yield Scalar(when, epoch.epoch, tag, value)


def _event(scalar: Scalar) -> bytes:
    value = _bytes(1, scalar.tag.encode()) + _float(2, scalar.value)
    summary = _bytes(5, _bytes(1, value))
    return _double(1, scalar.time) + _number(2, scalar.step) + summary


def _record(content: bytes) -> bytes:
    length = struct.pack("<Q", len(content))
    return length + _masked_checksum(length) + content + _masked_checksum(content)


def _masked_checksum(content: bytes) -> bytes:
    checksum = crc32c(content)
    rotated = (checksum >> 15 | checksum << 17) + 0xA282EAD8
    return struct.pack("<I", rotated & 0xFFFFFFFF)


def _table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
        table.append(byte)
    return tuple(table)


_TABLE = _table()


def crc32c(content: bytes) -> int:
    """The checksum CRC-32C."""
    checksum = 0xFFFFFFFF
    for byte in content:
        checksum = checksum >> 8 ^ _TABLE[(checksum ^ byte) & 0xFF]
    return checksum ^ 0xFFFFFFFF


# Fields of a message of protobuf: the number of the field and the kind of value, then the value.
def _double(field: int, value: float) -> bytes:
    return _varint(field << 3 | 1) + struct.pack("<d", value)


def _float(field: int, value: float) -> bytes:
    try:
        return _varint(field << 3 | 5) + struct.pack("<f", value)
    except OverflowError:  # more than a float32 can be
        return _float(field, float("inf") if value > 0 else float("-inf"))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; all but the last byte have the highest bit set."""
    content = bytearray()
    while number > 0x7F:
        content.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*content, number])
