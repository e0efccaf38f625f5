"""Answers in the run store: each visitor's own, none changed, and not without bounds."""

import pytest

from core.runs import answers
from core.runs.answers import LONGEST_ANSWER, AnswerEntry
from core.runs.store import RunStore

ADA, EVE = "ada", "eve"


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path)
    yield store
    store.close()


@pytest.fixture
def clock(monkeypatch):
    """Each entry a second after the one before."""
    seconds = iter(range(10_000))
    monkeypatch.setattr(answers.time, "time", lambda: float(next(seconds)))


def texts(store: RunStore, owner: str = ADA, path: str = "edges") -> list[str | None]:
    return [entry.text for entry in store.answers.of(owner, path)]


@pytest.mark.usefixtures("clock")
def test_answers_stand_in_their_order_and_none_is_changed(store):
    store.answers.open(ADA, "edges", "one")
    store.answers.save(ADA, "edges", "one", "loss", "2.3")
    store.answers.save(ADA, "edges", "one", "loss", "2.4")
    opened, first, second = store.answers.of(ADA, "edges")
    assert opened == AnswerEntry("one", None, None, opened.time)
    assert first == AnswerEntry("one", "loss", "2.3", first.time)
    assert second == AnswerEntry("one", "loss", "2.4", second.time)
    assert opened.time < first.time < second.time


@pytest.mark.usefixtures("clock")
def test_visitors_and_paths_are_told_apart(store):
    store.answers.save(ADA, "edges", "one", "loss", "hers")
    store.answers.save(EVE, "edges", "one", "loss", "another's")
    store.answers.save(ADA, "homework", "one", "loss", "of another path")
    assert texts(store) == ["hers"]
    assert texts(store, EVE) == ["another's"]
    assert store.answers.paths(ADA) == ["homework", "edges"]
    assert store.answers.paths("nobody") == []


def test_answers_are_there_at_the_next_start(store, tmp_path):
    store.answers.save(ADA, "edges", "one", "loss", "گرادیان")
    store.close()
    again = RunStore(tmp_path)
    assert texts(again) == ["گرادیان"]
    again.close()


@pytest.mark.usefixtures("clock")
def test_the_oldest_of_too_many_make_room(store, monkeypatch):
    monkeypatch.setattr(answers, "MOST_OF_ONE", 3)
    monkeypatch.setattr(answers, "MOST_OF_ALL", 5)
    for number in range(5):
        store.answers.save(ADA, "edges", "one", "loss", str(number))
    assert texts(store) == ["2", "3", "4"]
    for number in range(3):
        store.answers.save(EVE, "edges", "one", "loss", str(number))
    assert (texts(store), texts(store, EVE)) == (["3", "4"], ["0", "1", "2"])


def test_an_answer_without_bounds_is_refused(store):
    store.answers.save(ADA, "edges", "one", "loss", "a" * LONGEST_ANSWER)
    with pytest.raises(ValueError, match="characters"):
        store.answers.save(ADA, "edges", "one", "loss", "a" * (LONGEST_ANSWER + 1))
    assert len(texts(store)) == 1
