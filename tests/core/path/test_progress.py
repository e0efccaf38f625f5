"""How far a visitor is follows from what was answered."""

import pytest

from core.path.answers import ANSWER, Answer, ChoiceAnswer, NumberAnswer, RunAnswer, ToldAnswer
from core.path.blocks import Block, Explain, Observe, Predict, RunBlock
from core.path.chapter import Chapter, Path
from core.path.progress import PathProgress
from core.runs.answers import AnswerEntry


def chapter(name: str, *blocks: Block) -> Chapter:
    return Chapter(
        name=name,
        language="en",
        title=name,
        minutes=10,
        page="train",
        needs=(),
        instead=None,
        recipe=None,
        parts=("A text.", *blocks, "Another."),
    )


QUESTION = Explain.model_validate({"name": "question", "ask": "?", "sample": "!"})
RUN = RunBlock(name="first", recipe="yours")
PATH = Path(
    "edges",
    "Edges",
    "",
    "en",
    (chapter("one", QUESTION, RUN), chapter("two", QUESTION), chapter("three")),
)
ONE, TWO, THREE = PATH.chapters


def entry(chapter: str, block: str | None = None, answer: Answer | None = None, time: float = 0):
    text = None if answer is None else ANSWER.dump_json(answer).decode()
    return AnswerEntry(chapter, block, text, time)


def test_nothing_is_done_at_the_beginning():
    progress = PathProgress.of(PATH, [])
    assert (progress.done, progress.latest, progress.next_chapter) == ([], None, ONE)
    assert progress.answer("one", "question") is None
    assert progress.run_answer("first") is None


def test_a_chapter_is_done_when_all_its_blocks_are_answered():
    half = [entry("one"), entry("one", "question", ToldAnswer())]
    progress = PathProgress.of(PATH, half)
    assert (progress.answered(ONE), progress.done, progress.next_chapter) == (1, [], ONE)
    progress = PathProgress.of(PATH, [*half, entry("one", "first", RunAnswer(run="1a"))])
    assert (progress.answered(ONE), progress.done, progress.next_chapter) == (2, [ONE], TWO)
    assert progress.run_answer("first") == RunAnswer(run="1a")


def test_a_chapter_without_blocks_is_done_when_it_was_opened():
    assert PathProgress.of(PATH, [entry("three")]).done == [THREE]


def test_after_the_last_chapter_one_goes_on_with_the_first_that_is_not_done():
    told = [entry("one", "question", ToldAnswer()), entry("one", "first", ToldAnswer())]
    assert PathProgress.of(PATH, [entry("three")]).next_chapter is ONE
    assert PathProgress.of(PATH, [*told, entry("three")]).next_chapter is TWO
    all_done = [*told, entry("two", "question", ToldAnswer()), entry("three")]
    assert PathProgress.of(PATH, all_done).next_chapter is THREE


SEEN = Observe(name="seen", ask="?", of="first", number="epochs")


@pytest.mark.parametrize(("answer", "is_done"), [(ToldAnswer(), True), (RunAnswer(run="a"), False)])
def test_what_is_asked_of_a_run_that_one_went_on_without_is_not_waited_for(answer, is_done):
    path = Path("edges", "Edges", "", "en", (chapter("one", RUN, SEEN),))
    progress = PathProgress.of(path, [entry("one", "first", answer)])
    assert progress.is_done(path.chapters[0]) is is_done


def test_one_goes_on_where_one_was_last():
    progress = PathProgress.of(PATH, [entry("two"), entry("one")])
    assert (progress.latest, progress.next_chapter) == ("one", ONE)
    progress = PathProgress.of(PATH, [entry("one"), entry("two", "question", ToldAnswer())])
    assert progress.next_chapter is THREE


def test_the_latest_answer_counts():
    first, second = NumberAnswer(number=1), NumberAnswer(number=2)
    progress = PathProgress.of(
        PATH, [entry("two", "question", first, 1.0), entry("two", "question", second, 2.0)]
    )
    assert progress.given["two", "question"] == (second, 2.0)
    assert progress.answer("two", "question") == second


def test_what_was_seen_in_an_earlier_run_does_not_count_for_a_new_one():
    seen = Observe.model_validate({"name": "seen", "ask": "?", "of": "first", "number": "epochs"})
    path = Path("edges", "Edges", "", "en", (chapter("one", QUESTION, RUN, seen),))
    entries = [
        entry("one", "question", ToldAnswer()),
        entry("one", "first", RunAnswer(run="1a")),
        entry("one", "seen", NumberAnswer(number=1)),
    ]
    assert PathProgress.of(path, entries).answer("one", "seen") == NumberAnswer(number=1)
    again = PathProgress.of(path, [*entries, entry("one", "first", RunAnswer(run="2b"))])
    assert again.answer("one", "seen") is None
    assert again.answer("one", "question") == ToldAnswer()


def test_of_a_prediction_the_latest_answer_before_its_run_counts():
    guess = Predict(name="guess", ask="?", of="first", number="epochs")
    path = Path("edges", "Edges", "", "en", (chapter("one", guess, RUN),))
    run = entry("one", "first", RunAnswer(run="1a"))
    first, second, third = (
        entry("one", "guess", NumberAnswer(number=number), time=number) for number in (1, 2, 3)
    )
    progress = PathProgress.of(path, [first, second, run, third])
    assert progress.given["one", "guess"] == (NumberAnswer(number=2), 2)
    late = PathProgress.of(path, [run, third])  # the question was written when the run was there
    assert late.answer("one", "guess") == NumberAnswer(number=3)


def test_when_a_chapter_was_opened_first():
    progress = PathProgress.of(PATH, [entry("two", time=5.0), entry("two", time=9.0)])
    assert progress.opened == {"two": 5.0}


def test_what_is_not_of_this_path_or_cannot_be_read_is_left_out():
    progress = PathProgress.of(
        PATH,
        [
            entry("gone", "question", ToldAnswer()),
            entry("one", "gone", ToldAnswer()),
            AnswerEntry("one", "question", '{"kind": "dreamt"}', 0),
            AnswerEntry("one", "question", "{", 0),
            AnswerEntry("one", "question", '{"kind": "number", "number": 1e999}', 0),
            AnswerEntry("one", "question", '{"kind": "choice", "choice": -1}', 0),
        ],
    )
    assert progress.given == {}
    assert progress.latest == "one"
    kept = PathProgress.of(PATH, [entry("one", "question", ChoiceAnswer(choice=1))])
    assert kept.answered(ONE) == 1


def test_a_choice_is_known_by_its_text_when_others_are_added_or_it_is_gone():
    def progress(*texts: str, answered: AnswerEntry) -> PathProgress:
        choices = [{"text": text, "when": "always"} for text in texts]
        asked = Explain.model_validate({"name": "which", "ask": "?", "choices": choices})
        path = Path("edges", "Edges", "", "en", (chapter("one", asked),))
        return PathProgress.of(path, [answered])

    before = Explain.model_validate(
        {"name": "which", "ask": "?", "choices": [{"text": one, "when": "always"} for one in "ab"]}
    )
    digest = chapter("one", before).choices("which")[0]
    chosen = entry("one", "which", ChoiceAnswer(choice=0, digest=digest))
    moved = progress("c", "b", "a", answered=chosen).answer("one", "which")
    assert moved == ChoiceAnswer(choice=2, digest=digest)
    assert progress("c", "b", answered=chosen).answer("one", "which") is None
    assert chapter("one", QUESTION).choices("question") == []
