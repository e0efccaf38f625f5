"""Which of TensorFlow's executors a compiled function runs in.

The usual one hands operations that could run at once to several threads. To hand over an operation
on a few thousand numbers takes longer than to compute it, so a small network is trained sooner by
one thread, and leaves the other cores to the pages.
"""

from contextlib import AbstractContextManager

from tensorflow.python.eager import context


def one_thread() -> AbstractContextManager[None]:
    """Run the compiled functions that are called meanwhile in one thread each.

    They have to be compiled within it as well: loops are otherwise taken apart for several threads.
    TensorFlow offers this for sessions alone, as `ConfigProto.experimental.executor_type`, so it is
    taken from where eager execution keeps it; seen with TensorFlow 2.21.
    """
    return context.function_executor_type("SINGLE_THREADED_EXECUTOR")
