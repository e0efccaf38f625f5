"""Train again what reports claim, in the teacher's name, and tell whether it lies within luck."""

from collections.abc import Sequence
from itertools import islice

import streamlit as st

from core.datasets import DatasetError
from core.engine import EngineError
from core.experiments.race import MOST_RUNS
from core.experiments.verdict import Verdict, judge
from core.language import say
from core.lint.refusal import refusal
from core.ownership import NotTheOwner
from core.plain_text import plain_error, plain_sentence
from core.recipe import Recipe
from core.report.bringing import recipe_here
from core.report.claims import Claim, OwnRuns, Trained, sentence
from core.report.reading import ReadReport, ReadRun
from core.runs.history import History
from core.runs.listing import ListedRun
from core.runs.run import RunError
from dashboard.lab import notices, services, visitor
from dashboard.lab.fragment import fragment
from dashboard.lab.state import state_of
from dashboard.report import texts
from dashboard.report.state import CheckState
from dashboard.report.words import duration

LOOK_SECONDS = 3.0
"""How often it is looked whether a run in the queue is over."""
MOST_MINUTES = 10
"""Of a run that is trained again with those of the whole class: so long a longer one must wait."""


def own_runs() -> list[ListedRun]:
    """The runs of whoever checks."""
    return services.engine().store.listing.of(visitor.token())


def by_recipe(own: Sequence[ListedRun]) -> OwnRuns:
    """Own runs, to be found by the recipe of a claim."""
    return OwnRuns(own, _is_of_recipe)


def _is_of_recipe(run: ListedRun) -> bool:
    """Whether the result of an own run is that of its recipe; its events are read once."""
    known, key = state_of(CheckState).of_recipe, (run.id, run.summary)
    if key not in known:
        assert run.recipe is not None
        history = History(run.recipe)
        history.add(services.engine().store.events(run.id))
        known[key] = history.is_of_recipe
    return known[key]


def offer_training_of_all(own: Sequence[ListedRun]) -> None:
    """A button that trains again the best run of each report.

    Left out is what `own` runs have told already.
    """
    state = state_of(CheckState)
    assert state.collected is not None
    claims = [claim for read in state.collected.reports for claim in best_claim(read)]
    recipes = by_recipe(own).to_train(claims, MOST_RUNS)
    st.button(
        say(texts.TRAIN_ALL, count=len(recipes)) if recipes else say(texts.TRAIN_AGAIN),
        icon=":material/replay:",
        help=say(texts.TRAIN_ALL_HELP, most=MOST_RUNS, minutes=MOST_MINUTES)
        if recipes
        else say(texts.NOTHING_TO_TRAIN, minutes=MOST_MINUTES),
        disabled=not recipes,
        on_click=train,
        args=(claims,),
        key="train_all_again",
    )
    if recipes:
        st.caption(_estimate(recipes), width="content")


def _estimate(recipes: Sequence[Recipe]) -> str:
    """About how long recipes train, one after the other."""
    return say(texts.ESTIMATE, took=duration(sum(map(services.engine().seconds, recipes))))


def show_queue() -> None:
    """How many of one's own runs train or wait, and a button that ends them; nothing if none do."""
    state_of(CheckState).in_flight = _in_flight()
    if state_of(CheckState).in_flight:
        _watch_queue()


@fragment(key="report_queue", run_every=LOOK_SECONDS)
def _watch_queue() -> None:
    if _in_flight() != state_of(CheckState).in_flight:
        st.rerun()  # one more is over, and tells of a claim
    with st.container(horizontal=True, vertical_alignment="center"):
        count = len(state_of(CheckState).in_flight)
        st.caption(say(texts.QUEUE, count=count), width="content")
        st.button(
            say(texts.END_QUEUE),
            icon=":material/stop_circle:",
            help=say(texts.END_QUEUE_HELP),
            on_click=_end_queue,
            key="end_queue",
        )


def _in_flight() -> list[str]:
    return sorted(services.engine().store.in_flight(visitor.token()))


def _end_queue() -> None:
    """Stop what trains, and what waits first: else it would get the worker."""
    engine = services.engine()
    for run in engine.store.runs_in_flight(visitor.token()):
        engine.stop(run.id)


def best_claim(read: ReadReport) -> list[Claim]:
    """What a report claims of its best run that can be trained here and takes no longer than it
    may with those of the class; nothing if there is none.
    """
    best_first = sorted(read.runs, key=lambda run: run.accuracy or 0.0, reverse=True)
    claims = (claim for claim in map(claim_of, best_first) if isinstance(claim, Claim))
    seconds, most = services.engine().seconds, MOST_MINUTES * 60
    return [*islice((claim for claim in claims if seconds(claim.recipe) <= most), 1)]


def claim_of(run: ReadRun) -> Claim | str:
    """What a run claims; or why nothing of it can be trained again here, in a sentence."""
    if run.accuracy is None:
        return say(texts.NO_CLAIM)
    library = services.library()
    recipe = recipe_here(run.run, library)
    try:
        if not library.ready(recipe.data.dataset):
            return say(texts.NO_PICTURES)
        reason = refusal(recipe, library.card(recipe.data.dataset))
    except DatasetError:
        return say(texts.NO_PICTURES)
    if reason:
        return say(texts.REFUSED_HERE, reason=reason)
    return Claim(recipe, run.accuracy, run.summary.pictures)


def train(claims: Sequence[Claim]) -> None:
    """Queue what it takes to tell whether claims lie within luck."""
    recipes = by_recipe(own_runs()).to_train(claims, MOST_RUNS)
    if not recipes:
        return  # a second click: they train
    try:
        services.engine().submit_all(recipes, visitor.token())
    except (DatasetError, EngineError, NotTheOwner, RunError) as error:
        notices.notice(str(error))
        return
    notices.notice(say(texts.QUEUED, count=len(recipes)), good=True)


def show_claim(run: ReadRun, own: OwnRuns) -> None:
    """What was found of a run's claim, and a button that trains it again."""
    claim = claim_of(run)
    if not isinstance(claim, Claim):
        st.caption(plain_sentence(claim))
        return
    known = own.like(claim.recipe)
    if known.in_flight:
        st.caption(say(texts.IN_QUEUE, count=known.in_flight))
    elif recipes := own.to_train([claim], MOST_RUNS):
        st.button(
            say(texts.TRAIN_AGAIN),
            icon=":material/replay:",
            help=say(texts.TRAIN_AGAIN_HELP),
            on_click=train,
            args=([claim],),
            key=f"train_again_{run.run.id}",
        )
        st.caption(_estimate(recipes))
    if known.failed:
        st.caption(say(texts.FAILED, count=len(known.failed)))
    if known.is_enough:
        _show_verdict(claim, known)
    if known.by_seed and known.pictures != claim.pictures:
        counted = say(texts.OTHER_PICTURES, reported=claim.pictures, here=known.pictures)
        st.warning(counted, icon=":material/help:")
    same_seed = known.by_seed.get(claim.recipe.training.seed)
    if same_seed is not None:
        st.caption(say(texts.SAME_SEED, accuracy=same_seed))


def _show_verdict(claim: Claim, known: Trained) -> None:
    verdict = None
    if not known.is_among(claim.accuracy):
        try:
            verdict = _verdict_on((claim.accuracy,), known.results)
        except EngineError as error:
            st.caption(plain_error(error))
            return
    said = sentence(claim, known.results, verdict)
    if verdict and verdict.more_than_luck:
        st.warning(said, icon=":material/help:")
    else:
        st.success(said, icon=":material/casino:")


@st.cache_data(max_entries=256, show_spinner=False)
def _verdict_on(claimed: tuple[float, ...], results: tuple[float, ...]) -> Verdict:
    """The verdict on a claim beside what it came to here; EngineError if no worker tells."""
    return services.engine().compute(judge, (claimed, results))
