"""A recipe as the code that a student would write: both model styles, a script, a notebook."""

from core.code.data import dataset_file, validation_sets
from core.code.model import functional, lines_of, sequential
from core.code.script import data_generator, notebook, script, sections

__all__ = [
    "data_generator",
    "dataset_file",
    "functional",
    "lines_of",
    "notebook",
    "script",
    "sections",
    "sequential",
    "validation_sets",
]
