"""Everything that imports TensorFlow; a worker process loads it once, before the first run."""

import gc
import os
import sys
from typing import Any

import psutil

# Read by TensorFlow and Keras when they are imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["KERAS_BACKEND"] = "tensorflow"


def dask_setup(_worker: Any) -> None:
    """Make a Dask worker ready; Dask calls this in each worker that preloads `core.worker`.

    TensorFlow prepares much at its first use, so a tiny network trains and predicts here.
    """
    _lower_priority()
    from core.worker.data_parallel import divide_cores
    from core.worker.warm_up import warm_up

    divide_cores()
    warm_up()
    # What is loaded by now stays for good, so the garbage collector need not check it again.
    gc.collect()
    gc.freeze()


def _lower_priority() -> None:
    """Give the pages and the scheduler the processor first, so that they stay quick."""
    process = psutil.Process()
    if sys.platform == "win32":
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        process.nice(10)
