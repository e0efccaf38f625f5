"""What the tests of the Runs page share: a lab without workers."""

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest

from core.datasets import Library
from core.engine.run_notes import RunNotes
from core.numerics.metrics import evaluate
from core.runs.store import RunStore
from tests.dashboard.runs.visit import ADA


@pytest.fixture
def lab(tmp_path, in_the_app) -> Iterator[SimpleNamespace]:
    """An engine without a cluster: of two networks, the one that learned fast reads all right.

    The other one reads every 8 as a 1.
    """
    library, store = Library(tmp_path), RunStore(tmp_path)
    digits = library.load("digits")

    def predict_at(run_id, source, indices):
        said = getattr(digits, f"y_{source}")[indices].copy()
        if store.run(run_id).recipe.training.learning_rate < 0.01:
            said[said == 8] = 1
        return np.eye(10, dtype=np.float32)[said]

    engine = SimpleNamespace(
        library=library,
        store=store,
        ready=True,
        notes=RunNotes(store, ADA),
        predict_at=predict_at,
        evaluate=evaluate,
        compute=lambda function, *arguments: function(*arguments),
        owns=lambda run_id: store.run(run_id).owner == ADA,
        probe=lambda run_id: None,
        bring_in=lambda found, files, owner: store.bring_in(found, files, owner, "engine"),
    )
    in_the_app(engine)
    yield engine
    store.close()
