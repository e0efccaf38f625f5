"""Long batches in micro-batches, so that a run can be stopped in the middle of a batch.

The gradients of the micro-batches are accumulated, so the optimizer's step is that of the whole
batch. BatchNormalization measures the batch, so a network that has it computes the batch at once.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import tensorflow as tf

from core.layers import LedgerRow
from core.worker.data_parallel import REPLICAS
from core.worker.loops import (
    EVALUATION_WORK,
    EpochOrder,
    Setup,
    Sums,
    Tally,
    TrainingLoop,
    training_loop,
    work_of,
)

LISTEN_SECONDS = 0.03
"""How often to listen for commands while a micro-batch is computed."""


def loop_for(setup: Setup, between: Callable[[], None]) -> TrainingLoop:
    """The loop that suits a network: with micro-batches where a batch takes long."""
    size = micro_batch_size(setup.rows)
    if size >= setup.batch_size:
        return training_loop(setup)
    return micro_batch_loop(
        setup, setup.batch_size if needs_whole_batch(setup.rows) else size, between
    )


def micro_batch_size(rows: Iterable[LedgerRow]) -> int:
    """How many pictures train in about a tenth of a second."""
    # The forward and backward pass together cost three times the forward pass, but an execution
    # of training may last longer than one of evaluation.
    return max(REPLICAS, int(EVALUATION_WORK / 2 / work_of(rows)))


def needs_whole_batch(rows: Iterable[LedgerRow]) -> bool:
    """Whether a network computes statistics of its batch, so that it cannot be split."""
    return any(call.layer.measures_batch for row in rows for call in row.calls)


def micro_batch_loop(setup: Setup, size: int, between: Callable[[], None]) -> TrainingLoop:
    """`training_loop` in micro-batches of `size`; `between` is called while one is computed.

    `between` may raise to abandon the step. The weights are as before the step then; only the
    moving averages of BatchNormalization may have changed.
    """
    variables, batch_size = setup.model.trainable_variables, setup.batch_size
    setup.optimizer.build(variables)
    accumulated = [tf.Variable(tf.zeros_like(variable)) for variable in variables]

    @tf.function(input_signature=[EpochOrder.spec(setup.augmenter)], autograph=False)
    def accumulate(order: EpochOrder) -> Sums:
        with tf.GradientTape() as tape:
            total, correct = setup.sums(order)
        for one, gradient in zip(accumulated, tape.gradient(total, variables), strict=True):
            one.assign_add(gradient)
        return total, correct

    @tf.function(input_signature=[tf.TensorSpec([], tf.float32)], autograph=False)
    def take_step(count: tf.Tensor) -> None:
        setup.update([one / count for one in accumulated])
        for one in accumulated:
            one.assign(tf.zeros_like(one))

    compiled, step = accumulate.get_concrete_function(), take_step.get_concrete_function()

    def measure(part: EpochOrder) -> Tally:
        total, correct = compiled(part)
        return Tally(len(part.indices), float(total), float(correct))

    def run(order: EpochOrder, first: int, steps: int) -> Tally:
        tally = Tally()
        for at in range(first, first + steps):
            begin, end = at * batch_size, min((at + 1) * batch_size, len(order.indices))
            for start in range(begin, end, size):
                part = order.part(start, min(start + size, end))
                tally = tally.plus(_while_listening(partial(measure, part), between))
            step(tf.constant(end - begin, tf.float32))
        return tally

    return run


def _while_listening(measure: Callable[[], Tally], between: Callable[[], None]) -> Tally:
    """Call `measure` in another thread, and `between` meanwhile.

    If `between` raises, this returns at once; `measure` then ends by itself later.
    """
    executor = ThreadPoolExecutor(1)
    measured = executor.submit(measure)
    executor.shutdown(wait=False)
    while True:
        between()
        try:
            return measured.result(LISTEN_SECONDS)
        except TimeoutError:
            continue
