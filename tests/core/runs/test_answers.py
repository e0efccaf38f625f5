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


def texts(store: RunStore, owner: str = ADA, path: str = "edges") -> list[str | None]:
    return [entry.text for entry in store.answers.of(owner, path)]


@pytest.fixture
def stopped_clock(monkeypatch):
    monkeypatch.setattr(answers.time, "time", lambda: 5.0)


@pytest.mark.usefixtures("stopped_clock")
def test_answers_stand_in_their_order_and_none_is_changed(store):
    store.answers.open(ADA, "edges", "one")
    store.answers.save(ADA, "edges", "one", "loss", "2.3")
    store.answers.save(ADA, "edges", "one", "loss", "2.4")
    opened, first, second = store.answers.of(ADA, "edges")
    assert opened == AnswerEntry("one", None, None, 5.0)
    assert first == AnswerEntry("one", "loss", "2.3", 5.0)
    assert second == AnswerEntry("one", "loss", "2.4", 5.0)


def test_an_answer_given_after_the_clock_was_set_back_is_the_latest(store, monkeypatch):
    for time in (9.0, 5.0):
        monkeypatch.setattr(answers.time, "time", lambda now=time: now)
        store.answers.save(ADA, "edges", "one", "loss", f"at {time}")
    assert texts(store) == ["at 9.0", "at 5.0"]


def test_who_opens_the_chapter_again_where_they_were_last_leaves_no_further_entry(store):
    for path, chapter in [("edges", "one"), ("edges", "one"), ("bugs", "one"), ("edges", "one")]:
        store.answers.open(ADA, path, chapter)
    assert len(store.answers.of(ADA, "edges")) == 2
    assert store.answers.paths(ADA) == ["edges", "bugs"]
    store.answers.save(ADA, "edges", "two", "loss", "2.3")
    store.answers.open(ADA, "edges", "two")
    store.answers.open(EVE, "edges", "two")
    assert len(store.answers.of(ADA, "edges")) == 3
    assert len(store.answers.of(EVE, "edges")) == 1


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


def test_the_oldest_of_too_many_make_room(store, monkeypatch):
    monkeypatch.setattr(answers, "MOST_OF_ONE", 3)
    for number in range(5):
        store.answers.save(ADA, "edges", "one", "loss", str(number))
    assert texts(store) == ["2", "3", "4"]


def test_who_fills_the_store_makes_room_for_the_others(store, monkeypatch):
    monkeypatch.setattr(answers, "MOST_OF_ALL", 5)
    store.answers.save(ADA, "edges", "one", "loss", "hers")
    for number in range(7):
        store.answers.save(EVE, "edges", "one", "loss", str(number))
    assert (texts(store), texts(store, EVE)) == (["hers"], ["3", "4", "5", "6"])
    store.answers.save(ADA, "edges", "one", "loss", "more of hers")
    assert (texts(store), texts(store, EVE)) == (["hers", "more of hers"], ["4", "5", "6"])


def test_an_answer_without_bounds_is_refused(store):
    store.answers.save(ADA, "edges", "one", "loss", "a" * LONGEST_ANSWER)
    with pytest.raises(ValueError, match="characters"):
        store.answers.save(ADA, "edges", "one", "loss", "a" * (LONGEST_ANSWER + 1))
    assert len(texts(store)) == 1
