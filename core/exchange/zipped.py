"""Zips whose bytes depend on nothing but what is in them."""

import zipfile

_WRITTEN = (1980, 1, 1, 0, 0, 0)
"""The time that each file bears: the earliest that a zip knows."""


def add(file: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a file."""
    info = zipfile.ZipInfo(name, _WRITTEN)
    info.create_system = 3  # Unix, on whatever system it is made
    info.external_attr = 0o644 << 16
    # Trained weights are as good as random: to pack them takes long and gains a twentieth.
    info.compress_type = zipfile.ZIP_STORED if name.endswith(".npz") else zipfile.ZIP_DEFLATED
    file.writestr(info, content)
