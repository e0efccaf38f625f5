"""What several tests share."""

from collections.abc import Iterator

import pytest

from core.engine import Engine


@pytest.fixture(scope="session")
def engine(tmp_path_factory) -> Iterator[Engine]:
    """One engine with two workers, for all tests that do no harm to it."""
    engine = Engine.local(tmp_path_factory.mktemp("home"), workers=2)
    yield engine
    engine.close()
