"""Train again what reports claim, in the teacher's name, and tell whether it lies within luck."""

from collections.abc import Sequence

import streamlit as st

from core.datasets import DatasetError
from core.engine import EngineError
from core.experiments.race import MOST_RUNS
from core.experiments.verdict import Verdict, judge
from core.language import say
from core.ownership import NotTheOwner
from core.plain_text import plain_error
from core.report.bringing import recipe_here
from core.report.claims import Claim, sentence, to_train, trained
from core.report.reading import ReadReport, ReadRun
from core.runs.listing import ListedRun
from core.runs.run import RunError
from dashboard.lab import notices, services, visitor
from dashboard.lab.fragment import fragment
from dashboard.lab.state import state_of
from dashboard.report import texts
from dashboard.report.state import CheckState

LOOK_SECONDS = 3.0
"""How often it is looked whether a run in the queue is over."""


def own_runs() -> list[ListedRun]:
    """The runs of whoever checks."""
    return services.engine().store.listing.of(visitor.token())


def offer_training_of_all() -> None:
    """A button that trains again the best run of each report."""
    state = state_of(CheckState)
    assert state.collected is not None
    claims = [claim for read in state.collected.reports for claim in best_claim(read)]
    recipes = to_train(claims, own_runs(), MOST_RUNS)
    st.button(
        say(texts.TRAIN_ALL, count=len(recipes)) if recipes else say(texts.TRAIN_AGAIN),
        icon=":material/replay:",
        help=say(texts.TRAIN_ALL_HELP if recipes else texts.NOTHING_TO_TRAIN, most=MOST_RUNS),
        disabled=not recipes,
        on_click=train,
        args=(claims,),
        key="train_all_again",
    )


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
    for run in engine.store.runs(visitor.token()):
        if run.in_flight:
            engine.stop(run.id)


def best_claim(read: ReadReport) -> list[Claim]:
    """What a report claims of its best run; nothing if none can be trained here."""
    claims = [claim for run in read.runs for claim in claim_of(run)]
    return [max(claims, key=lambda claim: claim.accuracy)] if claims else []


def claim_of(run: ReadRun) -> list[Claim]:
    """What a run claims; nothing if it claims no result, or its dataset is not here."""
    recipe = recipe_here(run.run, services.library())
    if run.accuracy is None or recipe.data.dataset not in services.library().names():
        return []
    return [Claim(recipe, run.accuracy, run.summary.pictures)]


def train(claims: Sequence[Claim]) -> None:
    """Queue what it takes to tell whether claims lie within luck."""
    recipes = to_train(claims, own_runs(), MOST_RUNS)
    try:
        services.engine().submit_all(recipes, visitor.token())
    except (DatasetError, EngineError, NotTheOwner, RunError) as error:
        notices.notice(str(error))
        return
    notices.notice(say(texts.QUEUED, count=len(recipes)), good=True)


def show_claim(run: ReadRun, own: Sequence[ListedRun]) -> None:
    """What was found of a run's claim, and a button that trains it again."""
    claims = claim_of(run)
    if not claims:
        st.caption(say(texts.NO_CLAIM if run.accuracy is None else texts.NO_PICTURES))
        return
    [claim] = claims
    known = trained(claim, own)
    if known.in_flight:
        st.caption(say(texts.IN_QUEUE, count=known.in_flight))
    elif not known.is_enough:
        st.button(
            say(texts.TRAIN_AGAIN),
            icon=":material/replay:",
            help=say(texts.TRAIN_AGAIN_HELP),
            on_click=train,
            args=(claims,),
            key=f"train_again_{run.run.id}",
        )
    if known.is_enough:
        _show_verdict(claim, known.results)
    same_seed = known.by_seed.get(claim.recipe.training.seed)
    if same_seed is not None:
        st.caption(say(texts.SAME_SEED, accuracy=same_seed))


def _show_verdict(claim: Claim, results: tuple[float, ...]) -> None:
    verdict = None
    if not claim.is_between(results):
        try:
            verdict = _verdict_on((claim.accuracy,), results)
        except EngineError as error:
            st.caption(plain_error(error))
            return
    said = sentence(claim, results, verdict)
    if verdict and verdict.more_than_luck:
        st.warning(said, icon=":material/help:")
    else:
        st.success(said, icon=":material/casino:")


@st.cache_data(max_entries=256, show_spinner=False)
def _verdict_on(claimed: tuple[float, ...], results: tuple[float, ...]) -> Verdict:
    """The verdict on a claim beside what it came to here; EngineError if no worker tells."""
    return services.engine().compute(judge, (claimed, results))
