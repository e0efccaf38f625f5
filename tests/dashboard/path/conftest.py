"""What the tests of paths share: a lab without workers, with a teacher's path in it."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from core.datasets import Library
from core.runs.store import RunStore
from tests.dashboard.path.visit import ADA, write_path


@pytest.fixture
def lab(tmp_path, in_the_app, monkeypatch) -> Iterator[SimpleNamespace]:
    """An engine without a cluster: runs that are started wait until the test tells of them."""
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path))
    library, store = Library(tmp_path), RunStore(tmp_path)
    write_path(tmp_path)
    engine = SimpleNamespace(
        home=tmp_path,
        library=library,
        store=store,
        ready=True,
        owns=lambda run_id: store.run(run_id).owner == ADA,
        probe=lambda run_id: None,
        submit=lambda recipe, owner, first, instead_of: store.create(recipe, owner, "engine"),
    )
    in_the_app(engine)
    yield engine
    store.close()
