"""Two to six runs side by side: curves, settings, results, luck, and where they disagree."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from core.datasets import DatasetCard
from core.experiments.changes import changes
from core.experiments.difference import RecipeComparison, compare
from core.experiments.naming import in_a_word
from core.language import say
from core.plain_text import plain_name, plain_sentence
from core.runs.events import Finished
from core.runs.listing import ListedRun
from dashboard.components.player import RUN_COLOURS, Drawn, Played, player
from dashboard.lab import services
from dashboard.lab.guessing import majority_of, references
from dashboard.lab.secret_runs import secret_runs
from dashboard.lab.trained_run import history_of
from dashboard.lab.view_choice import choose_view
from dashboard.runs import actions, texts
from dashboard.runs.compared import Compared
from dashboard.runs.disagreement import show_disagreement
from dashboard.runs.entries import card_of, name_of_run, own_runs
from dashboard.runs.luck import show_luck
from dashboard.runs.results import show_table

MOST = 6
MOST_IN_NAMES = 3
"""Settings that differ."""


def show_comparison(run_ids: Sequence[str]) -> None:
    """The comparison of these runs; those that are not there any more are left out."""
    st.button(
        say(texts.BACK), icon=":material/arrow_back:", on_click=actions.show_all, key="all_runs"
    )
    st.title(say(texts.COMPARE_TITLE))
    secret = secret_runs()
    compared = _compared([run_id for run_id in run_ids if run_id not in secret])
    if len(compared) < 2:
        st.warning(say(texts.NOT_ENOUGH), icon=":material/info:")
        return
    own = [run for run in own_runs() if run.id not in secret]
    found = compare([one.recipe for one in compared])
    st.info(found.sentence, icon=":material/compare_arrows:")
    _show_what_else(compared, found)
    _show_between(compared, found, own)
    _show_curves(compared)
    show_table(compared, found)
    show_luck(compared, own)
    show_disagreement(compared)


def _compared(run_ids: Sequence[str]) -> list[Compared]:
    store = services.engine().store
    runs = [run for run in store.listing.by_id(run_ids[:MOST]) if run.recipe is not None]
    names = _names(runs)
    twice = {name for name, count in Counter(names).items() if count > 1}
    return [
        Compared(
            run,
            run.recipe,
            history_of(store.run(run.id)),
            say(texts.NAME_AND_ID, name=name, run=run.id[:4]) if name in twice else name,
            colour,
        )
        for run, name, colour in zip(runs, names, RUN_COLOURS, strict=False)
        if run.recipe is not None
    ]


def _names(runs: Sequence[ListedRun]) -> list[str]:
    """What runs are called beside each other: by their owner, else by what differs."""
    recipes = [run.recipe for run in runs if run.recipe is not None]
    keys = [row.setting for row in compare(recipes).rows] if len(recipes) > 1 else []
    if not 1 <= len(keys) <= MOST_IN_NAMES:
        return [name_of_run(run) for run in runs]
    names = []
    for run, recipe in zip(runs, recipes, strict=True):
        settings, card = recipe.to_settings(), card_of(recipe.data.dataset)
        words = dict.fromkeys(in_a_word(settings, key, card) for key in keys)
        names.append(run.name or " · ".join(words))
    return names


def _show_what_else(compared: Sequence[Compared], found: RecipeComparison) -> None:
    """What the recipes do not say, and which pairs of several differ in one thing."""
    words = [
        say(texts.PAIR, first=compared[first].name, second=compared[second].name, name=name)
        for first, second, name in found.pairs
        if len(found.rows) > 1
    ]
    words += [say(texts.STEERED, name=one.name) for one in compared if one.history.changes]
    words += [
        say(texts.UNFINISHED, name=one.name)
        for one in compared
        if one.history.end is not None and not isinstance(one.history.end, Finished)
    ]
    if words:
        st.markdown("\n".join(f"- {plain_sentence(sentence)}" for sentence in words))


def _show_between(
    compared: Sequence[Compared], found: RecipeComparison, own: Sequence[ListedRun]
) -> None:
    """A button for each recipe that lies between two: train it, or add its run."""
    if not found.between:
        return
    way = changes(compared[0].recipe, compared[1].recipe)
    with st.container(horizontal=True, key="between"):
        for number, (recipe, change) in enumerate(zip(found.between, way, strict=False)):
            there = next((run for run in own if run.recipe == recipe), None)
            if there is None:
                st.button(
                    say(texts.TRAIN_BETWEEN, change=plain_name(change.in_words)),
                    icon=":material/play_arrow:",
                    help=say(texts.TRAIN_BETWEEN_HELP),
                    on_click=actions.train,
                    args=(recipe,),
                    key=f"between_{number}",
                )
            else:
                st.button(
                    say(texts.ADD_BETWEEN, name=plain_name(name_of_run(there))),
                    icon=":material/add:",
                    help=say(texts.ADD_BETWEEN_HELP),
                    on_click=actions.compare_with,
                    args=(there.id,),
                    disabled=len(compared) >= MOST,
                    key=f"between_{number}",
                )


def _show_curves(compared: Sequence[Compared]) -> None:
    across = choose_across()
    card = _common_card(compared)
    data = [one.recipe.data for one in compared]
    over = sum(one.history.end is not None for one in compared)
    player(
        "compared_runs",
        [Played(one.run.id, one.recipe.training, one.name, one.colour) for one in compared],
        drawn=Drawn(f"{over} over"),
        references=references(card, majority_of(services.library(), card, data)) if card else {},
        across=across,
    )


def choose_across() -> str:
    """A switch: what several runs have in common at one place of the axis of their curves."""
    return choose_view(
        say(texts.ACROSS),
        texts.ACROSS_NAMES,
        key="runs_across",
        help=say(texts.ACROSS_HELP),
        width="content",
    )


def _common_card(compared: Sequence[Compared]) -> DatasetCard | None:
    """The card of the dataset of all runs; None if there is none."""
    [dataset, *others] = {one.recipe.data.dataset for one in compared}
    return None if others else card_of(dataset)
