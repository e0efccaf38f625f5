"""Files that are packed one by one: gzip, bzip2 and xz."""

import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import IO, Any

from core.datasets.sources.budget import Budget, too_large
from core.datasets.sources.member import Member

BUFFER = 1 << 20
XZ_MEMORY = 1 << 28
"""The most that unpacking xz may hold, in bytes; xz itself needs a quarter of it at its best."""

_SUFFIXES = {".gz": "", ".bz2": "", ".xz": "", ".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}


_Decompressor = bz2.BZ2Decompressor | lzma.LZMADecompressor


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)


def _gzip(packed: IO[bytes]) -> io.RawIOBase | gzip.GzipFile:
    return gzip.GzipFile(fileobj=packed)


class _Unpacked(io.RawIOBase):
    """The unpacked bytes of a stream of bzip2 or xz, which may be several joined."""

    def __init__(self, packed: IO[bytes], start: Callable[[], _Decompressor]):
        self._packed = packed
        self._start = start
        self._decompressor = start()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            if self._decompressor.eof:
                rest = self._decompressor.unused_data or self._packed.read(BUFFER)
                if not rest.strip(b"\0"):  # xz may be padded
                    return 0
                self._decompressor, data = self._start(), rest
            elif self._decompressor.needs_input:
                data = self._packed.read(BUFFER)
                if not data:
                    raise EOFError
            else:
                data = b""
            unpacked = self._decompressor.decompress(data, len(buffer))
            if unpacked:
                buffer[: len(unpacked)] = unpacked
                return len(unpacked)

    def close(self) -> None:
        self._packed.close()
        super().close()


_FORMATS: tuple[tuple[bytes, Callable[[IO[bytes]], Any]], ...] = (
    (b"\x1f\x8b", _gzip),
    (b"BZh", partial(_Unpacked, start=bz2.BZ2Decompressor)),
    (b"\xfd7zXZ\0", partial(_Unpacked, start=_xz)),
)


def unpacked(member: Member, head: bytes, budget: Budget) -> Member | None:
    """The member without its packing, or None if its first bytes are of no such format.

    How much it holds is not known before: reading it takes from `budget` what it gives, once.
    """
    unpack = next((unpack for magic, unpack in _FORMATS if head.startswith(magic)), None)
    if unpack is None:
        return None
    meter = _Meter(member.where, budget)
    suffix = member.path.suffix.lower()
    path = member.path
    if suffix in _SUFFIXES:
        path = path.with_suffix(_SUFFIXES[suffix])

    def open_() -> IO[bytes]:
        return io.BufferedReader(_Metered(unpack(member.open()), meter), buffer_size=BUFFER)

    return replace(member, path=path, opener=open_)


class _Meter:
    """How far one packed file has been read; what lies beyond is taken from the budget."""

    def __init__(self, where: str, budget: Budget):
        self._where, self._budget = where, budget
        self._farthest = 0

    def reached(self, position: int) -> None:
        if position > self._farthest:
            self._budget.take(position - self._farthest, self._where)
            self._farthest = position
        if position > self._budget.most:
            raise too_large(self._where)


class _Metered(io.RawIOBase):
    """A stream whose bytes are paid from the budget as they are read."""

    def __init__(self, stream: Any, meter: _Meter):
        self._stream, self._meter = stream, meter
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._stream.readinto(buffer)
        self._position += count
        self._meter.reached(self._position)
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()
