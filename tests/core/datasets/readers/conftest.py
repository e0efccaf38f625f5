"""What the tests of readers share."""

from pathlib import Path

import pytest

from core.datasets import DatasetError, Library
from core.datasets.inspection import Inspection


@pytest.fixture
def inspected(tmp_path: Path):
    """Inspects files or folders with a library of its own."""

    def inspect(*paths: Path, **options) -> Inspection:
        return Library(tmp_path / "home").inspect(paths, **options)

    return inspect


@pytest.fixture
def refused(inspected):
    """Inspects paths that must be refused; gives the sentence."""

    def inspect(*paths: Path, **options) -> str:
        with pytest.raises(DatasetError) as refusal:
            inspected(*paths, **options)
        return str(refusal.value)

    return inspect
