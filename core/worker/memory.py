"""The memory of a worker: said when there is too little of it, and freed after use."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import tensorflow as tf

from core.language import say


@contextmanager
def memory_for_training() -> Iterator[None]:
    """In this block, a network trains. MemoryError, with a sentence, if it needs too much memory.

    After it the memory of the network is freed.
    """
    try:
        yield
    except tf.errors.ResourceExhaustedError as error:
        raise MemoryError(
            say(
                "There is not enough memory for this network with these batches. "
                "Make the layers or the batch size smaller."
            )
        ) from error
    finally:
        # Models and compiled functions refer to each other, so nothing else frees their weights.
        gc.collect()
