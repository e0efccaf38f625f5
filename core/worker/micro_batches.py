"""Large batches in portions: in the middle of one a run can be stopped.

The gradients of the portions are added up, so the step is that of the whole batch. Only
BatchNormalization, which measures the batch, needs it in one piece.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import keras
import tensorflow as tf

from core.layers import LedgerRow
from core.worker.data_parallel import HALVES
from core.worker.loops import (
    EVALUATION_WORK,
    Order,
    Setup,
    Sums,
    Tally,
    TrainingLoop,
    training_loop,
    work_of,
)

LISTEN_SECONDS = 0.03
"""How often to listen while a portion is computed."""


def loop_for(setup: Setup, between: Callable[[], None]) -> TrainingLoop:
    """The loop that suits a network: in portions where batches are long."""
    portion = portion_of(setup.rows)
    if portion >= setup.batch_size:
        return training_loop(setup)
    return portioned_loop(setup, setup.batch_size if needs_whole(setup.model) else portion, between)


def portion_of(rows: Iterable[LedgerRow]) -> int:
    """How many pictures train in about a tenth of a second."""
    # There and back costs three times the way there, but training is used to longer executions.
    return max(HALVES, int(EVALUATION_WORK / 2 / work_of(rows)))


def needs_whole(model: keras.Model) -> bool:
    """Whether a network measures its batch, which must stay in one piece then."""
    return any(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers)


def portioned_loop(setup: Setup, portion: int, between: Callable[[], None]) -> TrainingLoop:
    """`training_loop` with `between` called while a portion is computed.

    It may raise to give the step up. The weights are as before it then; only what
    BatchNormalization remembers of its batches may have moved.
    """
    variables, batch_size = setup.model.trainable_variables, setup.batch_size
    setup.optimizer.build(variables)
    gathered = [tf.Variable(tf.zeros_like(variable)) for variable in variables]

    @tf.function(input_signature=[Order.like(setup.augmenter)], autograph=False)
    def gather(order: Order) -> Sums:
        with tf.GradientTape() as tape:
            total, correct = setup.sums(order)
        for one, gradient in zip(gathered, tape.gradient(total, variables), strict=True):
            one.assign_add(gradient)
        return total, correct

    @tf.function(input_signature=[tf.TensorSpec([], tf.float32)], autograph=False)
    def take_step(count: tf.Tensor) -> None:
        setup.update([one / count for one in gathered])
        for one in gathered:
            one.assign(tf.zeros_like(one))

    compiled, step = gather.get_concrete_function(), take_step.get_concrete_function()

    def measure(part: Order) -> Tally:
        total, correct = compiled(part)
        return Tally(len(part.indices), float(total), float(correct))

    def run(order: Order, first: int, steps: int) -> Tally:
        tally = Tally()
        for at in range(first, first + steps):
            begin, end = at * batch_size, min((at + 1) * batch_size, len(order.indices))
            for start in range(begin, end, portion):
                part = order.part(start, min(start + portion, end))
                tally = tally.plus(_listening(lambda part=part: measure(part), between))
            step(tf.constant(end - begin, tf.float32))
        return tally

    return run


def _listening(measure: Callable[[], Tally], between: Callable[[], None]) -> Tally:
    """What `measure` gives, in another thread. If `between` raises, nobody waits for its end."""
    aside = ThreadPoolExecutor(1)
    measured = aside.submit(measure)
    aside.shutdown(wait=False)
    while True:
        between()
        try:
            return measured.result(LISTEN_SECONDS)
        except TimeoutError:
            continue
