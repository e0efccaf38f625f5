"""Work in a process of its own: what it answers, and what ends it."""

import operator
import os
import pickle
import shutil
import signal
import sys
import time
from functools import partial

import numpy as np
import psutil
import pytest

from core.language import PSEUDO, Sentence, say, say_again, spoken
from core.limited_process import Limits, MemoryExceeded, ProcessEnded, TimeExceeded, call_apart

ENOUGH = Limits(2**30, 60)


def test_what_a_function_returns_comes_back_and_large_arrays_lie_in_files(tmp_path):
    """Its files may be gone by the time that the arrays are read."""
    array = np.arange(10**6)
    together = partial(np.stack, [array, array])
    found = call_apart(together, ENOUGH, tmp_path)
    [file] = [file for file in tmp_path.rglob("*") if file.stat().st_size == 2 * array.nbytes]
    shutil.rmtree(tmp_path)
    assert not file.exists()
    assert np.array_equal(found, [array, array])


def test_an_empty_array_comes_back(tmp_path):
    assert np.array_equal(call_apart(partial(np.zeros, 0), ENOUGH, tmp_path), [])


def test_no_file_of_a_strangers_is_taken_for_the_answer(tmp_path):
    """Were it read, it could do anything here."""
    for name in ("content", "outcome", "array-000000"):
        (tmp_path / name).write_bytes(pickle.dumps(("forged", None)))
    with pytest.raises(ProcessEnded):
        call_apart(os.abort, ENOUGH, tmp_path)
    with pytest.raises(ProcessEnded):
        call_apart(partial(os._exit, 3), ENOUGH, tmp_path)
    assert call_apart(partial(int, 1), ENOUGH, tmp_path) == 1


def test_what_a_function_raises_is_raised_here_with_where_it_was(tmp_path):
    with pytest.raises(ZeroDivisionError) as caught:
        call_apart(partial(operator.truediv, 1, 0), ENOUGH, tmp_path)
    assert "In a process of its own" in caught.value.__notes__[0]


def test_it_speaks_the_visitors_language_and_can_be_said_again(tmp_path):
    with spoken(PSEUDO):
        sentence = call_apart(partial(say, "{count:,} files", count=1000), ENOUGH, tmp_path)
    assert sentence.startswith("⟦1,000 files")
    assert isinstance(sentence, Sentence)
    assert say_again(sentence) == "1,000 files"


def test_what_takes_too_much_memory_ends(tmp_path):
    with pytest.raises(MemoryExceeded):
        call_apart(partial(operator.mul, b"x", 4 * 2**30), ENOUGH, tmp_path)


def test_memory_is_also_looked_at_from_outside(tmp_path):
    """As on systems that do not hold the limit: a process has more than 8 MB by itself."""
    with pytest.raises(MemoryExceeded):
        call_apart(partial(time.sleep, 30), Limits(8 * 2**20, 60), tmp_path)


def test_what_takes_too_long_ends(tmp_path):
    with pytest.raises(TimeExceeded):
        call_apart(partial(time.sleep, 60), Limits(2**30, 1.0), tmp_path)
    assert not [child for child in psutil.Process().children() if "limited" in str(child.cmdline())]


@pytest.mark.parametrize(
    ("end", "status"), [(os.abort, -signal.SIGABRT), (partial(os._exit, 3), 3)]
)
def test_what_ends_by_itself_is_told_by_its_status(tmp_path, end, status):
    with pytest.raises(ProcessEnded) as caught:
        call_apart(end, ENOUGH, tmp_path)
    assert caught.value.status == status


def packages_with_the_readers() -> set[str]:
    from core.datasets import readers  # noqa: F401

    return {name.partition(".")[0] for name in sys.modules}


def test_it_has_neither_tensorflow_nor_streamlit(tmp_path):
    packages = call_apart(packages_with_the_readers, ENOUGH, tmp_path)
    assert "PIL" in packages
    assert not {"tensorflow", "keras", "streamlit"} & packages
