"""Whether the best of the compared recipes is better by more than the luck of seeds."""

from collections.abc import Sequence

import streamlit as st

from core.engine import EngineError
from core.experiments.difference import validates_alike
from core.experiments.seeds import is_same_but_seed
from core.experiments.verdict import Band, Verdict, judge
from core.language import say
from core.plain_text import plain_name, plain_sentence
from core.runs.listing import ListedRun
from dashboard.lab import services
from dashboard.runs import actions, texts
from dashboard.runs.compared import Compared


def show_luck(compared: Sequence[Compared], own: Sequence[ListedRun]) -> None:
    """The verdict on the compared recipes, each with all its seeds, and a button for one more.

    `own` are all runs of the visitor.
    """
    st.subheader(say(texts.LUCK_TITLE))
    if not validates_alike([one.recipe for one in compared]):
        st.caption(say(texts.OTHER_PICTURES))
        return
    recipes = _one_of_each(compared)
    runs = [*(one.run for one in compared), *own]
    results = [_results(one, runs) for one in recipes]
    if all(results):
        _show_verdict(recipes, results)
    st.caption(say(texts.LUCK_LEAD))
    with st.container(horizontal=True, key="more_seeds"):
        for one in recipes:
            st.button(
                say(texts.SEED_MORE, name=plain_name(one.name)),
                icon=":material/casino:",
                help=say(texts.SEED_MORE_HELP),
                on_click=actions.train_with_another_seed,
                args=(one.recipe,),
                key=f"seed_more_{one.run.id}",
            )


def _show_verdict(recipes: Sequence[Compared], results: Sequence[tuple[float, ...]]) -> None:
    if len(recipes) == 1:
        st.markdown(say(texts.ONE_RECIPE, band=Band.of(results[0]).in_words))
        return
    try:
        verdict = verdict_on(tuple(results))
    except EngineError as error:
        st.caption(str(error))
        return
    sentence = plain_sentence(verdict.in_words([one.name for one in recipes]))
    if verdict.more_than_luck:
        st.success(sentence, icon=":material/verified:")
    else:
        st.info(sentence, icon=":material/casino:")


@st.cache_data(max_entries=256, show_spinner=False)
def verdict_on(results: tuple[tuple[float, ...], ...]) -> Verdict:
    """The verdict on recipes with these accuracies, one a seed; EngineError if no worker tells."""
    return services.engine().compute(judge, results)


def _one_of_each(compared: Sequence[Compared]) -> list[Compared]:
    """The runs without those whose recipe is that of an earlier one but for the seed."""
    found: list[Compared] = []
    for one in compared:
        if not any(is_same_but_seed(one.recipe, other.recipe) for other in found):
            found.append(one)
    return found


def _results(one: Compared, runs: Sequence[ListedRun]) -> tuple[float, ...]:
    """The results of a recipe, one a seed: the first of these runs with it."""
    by_seed: dict[int, float] = {}
    for run in runs:
        if _counts(run, one) and run.recipe is not None and run.summary.accuracy is not None:
            by_seed.setdefault(run.recipe.training.seed, run.summary.accuracy)
    return tuple(by_seed.values())


def _counts(run: ListedRun, one: Compared) -> bool:
    return (
        run.status == "finished"
        and run.recipe is not None
        and is_same_but_seed(run.recipe, one.recipe)
    )
