"""Everything that imports TensorFlow; a worker process loads it once, before the first run."""

import os

# Read by TensorFlow and Keras when they are imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: F401
import tensorflow  # noqa: F401
