"""Who may start what: one run or one race of an owner at a time."""

import pytest

from core.engine import EngineError
from core.engine.admission import Admission
from core.recipe import preset
from core.runs.events import Stopped
from core.runs.store import RunStore

RECIPE = preset("digits-mlp")


def test_an_owner_has_one_run_or_one_race_in_flight(tmp_path):
    store = RunStore(tmp_path)
    admission = Admission(store, tmp_path)
    with admission.of("ada"):
        run_id = store.create(RECIPE, "ada", "engine")
    with pytest.raises(EngineError, match="Your last run is still training"), admission.of("ada"):
        pass
    with admission.of("ada", instead_of=run_id), pytest.raises(RuntimeError):
        raise RuntimeError  # whatever fails in the block, the next one is let in
    store.append(run_id, Stopped())
    with admission.of("ada"):
        race_id, _ = store.races.create("ada", "engine", "", {0: RECIPE, 1: RECIPE})
    with pytest.raises(EngineError, match="Your race is still going on"), admission.of("ada"):
        pass
    with pytest.raises(EngineError), admission.of("ada", race="another"):
        pass
    with admission.of("ada", race=race_id), pytest.raises(RuntimeError):
        raise RuntimeError
    with admission.of("eve"):
        pass
    store.close()
