"""Small networks train in one thread."""

import threading
from functools import partial

import numpy as np
import pytest
import tensorflow as tf

from core.layers import ledger
from core.preparation.augmentation import Transforms
from core.recipe import Model
from core.worker.executor import one_thread
from core.worker.loops import Setup

MNIST = (28, 28, 1)
HOMEWORK = "flatten,dense:128,relu,dense:10,softmax"


def number_that_met(seconds: float) -> int:
    """How many of two operations meet that wait for each other no longer than this."""
    together = threading.Barrier(2, timeout=seconds)

    def meet(_number: np.int64) -> np.int64:
        try:
            together.wait()
        except threading.BrokenBarrierError:
            return np.int64(0)
        return np.int64(1)

    @tf.function
    def both(numbers: tf.Tensor) -> tf.Tensor:
        # Not stateful: those wait for each other in any case.
        one, other = tf.unstack(numbers)
        met = partial(tf.numpy_function, meet, Tout=tf.int64, stateful=False)
        return met([one]) + met([other])

    return int(both(tf.constant([1, 2])))


def test_operations_that_could_run_at_once_run_one_after_the_other():
    assert number_that_met(seconds=60) == 2
    with one_thread():
        assert number_that_met(seconds=0.5) == 0
    assert number_that_met(seconds=60) == 2


def setup_of(layers: str, batch_size: int = 64, augmenter: object = None) -> Setup:
    rows = ledger(Model(layers=layers.split(",")).layers, MNIST)
    unused = dict.fromkeys(("model", "optimizer", "loss", "pictures", "scaling"))
    return Setup(rows=rows, batch_size=batch_size, augmenter=augmenter, **unused)


@pytest.mark.parametrize(
    ("setup", "in_one_thread", "data_parallel"),
    [
        (setup_of(HOMEWORK), True, False),
        (setup_of(HOMEWORK, batch_size=256), False, True),
        (setup_of("flatten,dense:1024,relu,dense:10,softmax"), False, True),
        (setup_of("conv2d:1:3:strides=2,flatten,dense:10,softmax", batch_size=8), False, False),
        (setup_of("conv2d:8:3,flatten,dense:10,softmax"), False, True),
        (setup_of("flatten,dense:10,softmax", augmenter=Transforms), False, False),
    ],
)
def test_which_networks_do(setup, in_one_thread, data_parallel):
    assert setup.runs_in_one_thread == in_one_thread
    assert setup.is_data_parallel == data_parallel
