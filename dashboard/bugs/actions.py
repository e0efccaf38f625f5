"""What a visitor does with a puzzle: open it, run it, ask for a hint, try a change."""

from collections.abc import Sequence

from core.bugs import CASES, PuzzleError, Repair
from core.bugs.progress import PATH, Attempt, EntryKind, Judged, Note, PuzzleProgress, Puzzles, Ran
from core.datasets import DatasetError
from core.engine import EngineError
from core.language import say
from core.lint.refusal import refusal
from core.ownership import NotTheOwner
from core.recipe import Recipe
from core.runs.run import RunError, StoreAway
from dashboard.bugs import texts
from dashboard.bugs.opened import OpenedPuzzle, address_of, new_seed, opened
from dashboard.bugs.state import BugsState
from dashboard.lab import notices, services, visitor
from dashboard.lab.state import state_of


def puzzles() -> Puzzles:
    """What the visitor has done with all puzzles so far."""
    return Puzzles(services.engine().store.answers.of(visitor.token(), PATH))


def progress_of(shown: OpenedPuzzle) -> PuzzleProgress:
    """What the visitor has done with a puzzle so far."""
    return puzzles().get((shown.chapter, shown.puzzle.seed)) or PuzzleProgress()


def open_address(asked: str) -> None:
    """Open the puzzle that an address asks for, or let the page say why there is none."""
    state = state_of(BugsState)
    try:
        shown = opened(asked)
    except PuzzleError as error:
        state.show(None)
        state.refused = str(error)
        return
    state.show(shown)
    if (shown.chapter, shown.puzzle.seed) not in puzzles():
        _note(shown, "opened", Note(seed=shown.puzzle.seed))
    attempts = progress_of(shown).attempts
    if attempts:
        state.marked = attempts[-1].line


def open_case(case: str) -> None:
    """Open a case where the visitor left off, else with a seed of its own."""
    seed = puzzles().last_seed(case)
    open_address(address_of(case, new_seed() if seed is None else seed))


def open_another(case: str) -> None:
    """Open a case with another seed."""
    open_address(address_of(case, new_seed()))


def next_case(case: str | None) -> str | None:
    """The first case after one, in their order, that the visitor has not solved; None if all are.

    After a friend's puzzle it is the first of all.
    """
    known, names = puzzles(), [*CASES]
    after = names.index(case) + 1 if case else 0
    in_order = (*names[after:], *names[:after])
    open_ones = (name for name in in_order if not any(one.is_solved for one in known.of(name)))
    return next((name for name in open_ones if name != case), None)


def show_all() -> None:
    """Show the list of cases."""
    state_of(BugsState).show(None)


def mark(line: int) -> None:
    """Mark a line of the code."""
    state_of(BugsState).marked = line


def run_faulty(shown: OpenedPuzzle) -> None:
    """Train the recipe as it is."""
    run = _train(shown.puzzle.faulty, say(texts.RUN_NAME, title=say(shown.title)))
    if run is not None:
        _note(shown, "ran", Ran(seed=shown.puzzle.seed, run=run))


def take_hint(shown: OpenedPuzzle, taken: int) -> None:
    """Show one hint more than were `taken`, which is counted: once, also of a double click."""
    is_left = taken < len(shown.puzzle.fault.hints)
    if is_left and progress_of(shown).hints == taken:
        _note(shown, "hint", Note(seed=shown.puzzle.seed))


def try_change(
    shown: OpenedPuzzle, tried: Sequence[Attempt], line: int, named: str, repair: Repair
) -> None:
    """Train the recipe with a change in a marked line, after those that were `tried`.

    One that cannot be trained counts, too; a double click counts once.
    """
    progress = progress_of(shown)
    if progress.attempts != tried:
        return
    # An attempt that was never judged gives way to this one.
    number, run = len(progress.verdicts) + 1, None
    if refusal(repair.recipe, shown.puzzle.card) is None:
        name = say(texts.TRY_NAME, title=say(shown.title), number=number)
        run = _train(repair.recipe, name)
        if run is None:
            return
    attempt = Attempt(
        seed=shown.puzzle.seed, line=line, named=named, link=repair.recipe.to_link(), run=run
    )
    if _note(shown, "attempt", attempt):
        # It may stand in the place of one that was never judged, so their number tells nothing.
        state_of(BugsState).tries_again = 0


def note_verdict(shown: OpenedPuzzle, is_solved: bool) -> bool:
    """Keep whether the last attempt has mended the fault → whether that could be stored."""
    return _note(shown, "judged", Judged(seed=shown.puzzle.seed, is_solved=is_solved))


def try_again(attempts: int) -> None:
    """Ask for another attempt after so many."""
    state_of(BugsState).tries_again = attempts


def make_another() -> None:
    """Let the puzzle that is being made have another seed."""
    state_of(BugsState).own_seed = new_seed()


def _train(recipe: Recipe, name: str) -> str | None:
    """Train a recipe under this name → its run; if it cannot be begun, the page says why."""
    engine, owner = services.engine(), visitor.token()
    try:
        run_id = engine.submit(recipe, owner)
        engine.notes.rename(run_id, name)
    except (EngineError, DatasetError, NotTheOwner, RunError) as error:
        # A second click finds the run that the first one has begun.
        in_flight = engine.store.runs_in_flight(owner)
        if in_flight and in_flight[0].recipe == recipe:
            return in_flight[0].id
        notices.notice(str(error))
        return None
    return run_id


def _note(shown: OpenedPuzzle, block: EntryKind, note: Note) -> bool:
    """Keep what was done → whether it could be stored; if not, the page says why."""
    answers = services.engine().store.answers
    try:
        answers.save(visitor.token(), PATH, shown.chapter, block, note.model_dump_json())
    except StoreAway as error:
        notices.notice(str(error))
        return False
    return True
