"""What a mended run must show, on figures as a run would have them."""

from dataclasses import replace

import pytest

from core.bugs import FAULTS, Measured
from core.bugs.checks import validates_on_others

WELL = Measured(
    initial_loss=2.3,
    guessing_loss=2.3,
    train_accuracy=0.99,
    val_loss=0.2,
    val_accuracy=0.95,
    new_accuracy=0.93,
    recalls={"0": 0.9, "1": 0.96},
    steps_per_epoch=36,
    val_count=287,
    shared=0,
    tested=0,
    missing=0,
    untrue=0,
    train_range=(0.0, 1.0),
    val_range=(0.0, 1.0),
)


@pytest.mark.parametrize("name", ["validated-on-training", "last-validate"])
def test_only_pictures_that_are_kept_aside_mend_a_validation(name):
    def is_mended(measured: Measured) -> bool:
        return validates_on_others(measured, WELL).is_met

    assert validates_on_others in FAULTS[name].checks
    assert is_mended(WELL)
    assert not is_mended(replace(WELL, shared=1))
    assert not is_mended(replace(WELL, tested=360))
