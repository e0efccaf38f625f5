"""What several tests share."""

from collections.abc import Callable, Iterator

import pytest

from core.datasets.jobs import Downloads
from core.engine import Engine
from dashboard import session


@pytest.fixture(scope="session")
def engine(tmp_path_factory) -> Iterator[Engine]:
    """One engine with two workers, for all tests that do no harm to it."""
    engine = Engine.local(tmp_path_factory.mktemp("home"), workers=2)
    yield engine
    engine.close()


@pytest.fixture
def in_the_app(monkeypatch) -> Callable[[Engine], None]:
    """`in_the_app(engine)` makes an engine, or what stands for one, and its library the app's."""

    def put(engine: Engine) -> None:
        monkeypatch.setattr(session, "engine", lambda: engine)
        monkeypatch.setattr(session, "library", lambda: engine.library)
        monkeypatch.setattr(session, "downloads", lambda: Downloads(engine.library))

    return put
