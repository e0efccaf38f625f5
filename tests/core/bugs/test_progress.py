"""What a visitor's entries amount to: tries, hints, what is solved, and which runs stay secret."""

from core.bugs.progress import PATH, Attempt, CaseStanding, Judged, Note, Puzzles, Ran
from core.runs.answers import AnswerEntry

CASE = "a-bad-start"


def entry(block: str | None, note: Note | str | None, chapter: str = CASE) -> AnswerEntry:
    text = note.model_dump_json() if isinstance(note, Note) else note
    return AnswerEntry(chapter, block, text, 0.0)


def attempt(run: str | None, seed: int = 1) -> Note:
    return Attempt(seed=seed, line=3, named="flips", link="?training.epochs=2", run=run)


FOUND_AT_SECOND = [
    entry("opened", Note(seed=1)),
    entry("ran", Ran(seed=1, run="faulty")),
    entry("hint", Note(seed=1)),
    entry("attempt", attempt("first")),
    entry("judged", Judged(seed=1, is_solved=False)),
    entry("attempt", attempt("second")),
    entry("judged", Judged(seed=1, is_solved=True)),
]


def test_a_puzzle_that_is_solved_at_the_second_attempt():
    progress = Puzzles(FOUND_AT_SECOND)[CASE, 1]
    assert progress.run == "faulty"
    assert [one.run for one in progress.attempts] == ["first", "second"]
    assert progress.verdicts == [False, True]
    assert CaseStanding.of([progress]) == CaseStanding(tries=2, hints=1, is_solved=True)


def test_runs_are_secret_until_their_puzzle_is_solved():
    assert Puzzles(FOUND_AT_SECOND[:5]).secret_runs() == {"faulty", "first"}
    assert Puzzles(FOUND_AT_SECOND).secret_runs() == set()
    another = [entry("opened", Note(seed=2)), entry("ran", Ran(seed=2, run="other"))]
    assert Puzzles(FOUND_AT_SECOND + another).secret_runs() == {"other"}


def test_what_was_tried_after_it_was_solved_does_not_undo_that():
    later = [entry("attempt", attempt(None)), entry("judged", Judged(seed=1, is_solved=False))]
    assert Puzzles(FOUND_AT_SECOND + later)[CASE, 1].is_solved


def test_an_attempt_that_was_never_judged_gives_way_and_is_judged_once():
    entries = [
        entry("opened", Note(seed=1)),
        entry("attempt", attempt("lost")),
        entry("attempt", attempt("kept")),
        entry("judged", Judged(seed=1, is_solved=False)),
        entry("judged", Judged(seed=1, is_solved=True)),
    ]
    progress = Puzzles(entries)[CASE, 1]
    assert [one.run for one in progress.attempts] == ["kept"]
    assert progress.verdicts == [False]


def test_the_puzzle_that_was_opened_last_is_gone_on_with():
    entries = [entry("opened", Note(seed=seed)) for seed in (1, 2, 1)]
    puzzles = Puzzles([*entries, entry("opened", Note(seed=9), "patience")])
    assert puzzles.last_seed(CASE) == 1
    assert puzzles.last_seed("standstill") is None


def test_entries_that_cannot_be_read_are_left_out():
    odd = [
        entry(None, None),
        entry("danced", "{}"),
        entry("hint", "{"),
        entry("hint", '{"seed": 1, "of_a_later_version": 2}'),
        entry("hint", None),
    ]
    assert Puzzles([*odd, *FOUND_AT_SECOND])[CASE, 1].hints == 1


def test_the_notes_fit_what_is_kept_of_an_answer(tmp_path):
    from core.runs.store import RunStore

    store = RunStore(tmp_path)
    note = Ran(seed=1, run="faulty")
    store.answers.save("ada", PATH, CASE, "ran", note.model_dump_json())
    assert Puzzles(store.answers.of("ada", PATH))[CASE, 1].run == "faulty"
    store.close()
