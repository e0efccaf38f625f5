"""Large batches in portions: between two of them a run can be stopped.

The gradients of the portions are added up, so the step is that of the whole batch. Only
BatchNormalization, which measures the batch, needs it in one piece.
"""

from collections.abc import Callable, Iterable

import keras
import tensorflow as tf

from core.layers import LedgerRow
from core.worker.halves import HALVES
from core.worker.loop import (
    EVALUATION_WORK,
    Order,
    Setup,
    Sums,
    Tally,
    TrainingLoop,
    training_loop,
    work_of,
)


def loop_for(setup: Setup, between: Callable[[], None]) -> TrainingLoop:
    """The loop that suits a network: in portions where batches are long."""
    portion = portion_of(setup.model, setup.rows)
    if portion is None or portion >= setup.batch_size:
        return training_loop(setup)
    return portioned_loop(setup, portion, between)


def portion_of(model: keras.Model, rows: Iterable[LedgerRow]) -> int | None:
    """How many pictures train in about a tenth of a second; None if batches must stay whole."""
    if any(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers):
        return None
    # There and back costs three times the way there, but training is used to longer executions.
    return max(HALVES, int(EVALUATION_WORK / 2 / work_of(rows)))


def portioned_loop(setup: Setup, portion: int, between: Callable[[], None]) -> TrainingLoop:
    """`training_loop` with `between` called before each portion; it may raise to end the step."""
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

    def run(order: Order, first: int, steps: int) -> Tally:
        tally = Tally()
        for at in range(first, first + steps):
            begin, end = at * batch_size, min((at + 1) * batch_size, len(order.indices))
            for start in range(begin, end, portion):
                between()
                stop = min(start + portion, end)
                total, correct = compiled(order.part(start, stop))
                tally = tally.plus(Tally(stop - start, float(total), float(correct)))
            step(tf.constant(end - begin, tf.float32))
        return tally

    return run
