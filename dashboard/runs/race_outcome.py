"""What a race says: how it stands, the verdict, the answer to its question, and the results."""

import streamlit as st

from core.engine import EngineError
from core.experiments.ready import Answered, answered
from core.language import number, say
from core.plain_text import plain_sentence
from dashboard.lab import address
from dashboard.render.comparison import Coloured
from dashboard.render.race_chart import ValueResults, race_chart
from dashboard.render.race_table import RaceRow, RaceTableRun, race_table
from dashboard.runs import racing, texts, words
from dashboard.runs.entered import Entered, EnteredRun, ShownRace
from dashboard.runs.luck import verdict_on

FEW_SEEDS = 3
"""So many more are offered where more are not known to be needed."""


def show_outcome(shown: ShownRace) -> None:
    """How far the race is; at its end the answer that was expected, the usual one, and the verdict.

    What happened here is for the verdict to say: the usual answer is known before.
    """
    stands = shown.standing
    answer = answered(shown.race, shown.card) if shown.card else None
    is_over = not stands.in_flight and stands.finished > 0
    if answer is not None:
        _show_answer(answer, stands.is_complete)
    if not stands.is_complete:
        done = say(texts.RACE_DONE, done=stands.finished, count=len(shown.race.recipes))
        st.caption(f"{done} {say(texts.VERDICT_COMES)}" if stands.in_flight else done)
    if shown.left_out:
        st.caption(say(texts.LEFT_OUT, count=shown.left_out))
    if is_over:
        _show_verdict(shown)
    if stands.finished:
        st.caption(stands.measure)


def _show_answer(answer: Answered, is_complete: bool) -> None:
    asked = {"question": answer.question, "guess": answer.guess}
    if not is_complete:
        st.markdown(say(texts.EXPECTED, **asked))
    elif answer.is_usual:
        st.success(say(texts.AS_USUAL, why=answer.why, **asked), icon=":material/check_circle:")
    else:
        sentence = say(texts.NOT_AS_USUAL, usual=answer.usual, why=answer.why, **asked)
        st.warning(sentence, icon=":material/lightbulb:")


def _show_verdict(shown: ShownRace) -> None:
    """The verdict, with a button for the seeds that it would take to tell."""
    contest, more = shown.standing.contest, FEW_SEEDS
    if contest is not None:
        try:
            verdict = verdict_on(contest.results)
        except EngineError as error:
            st.caption(str(error))
            return
        sentence = plain_sentence(contest.in_words(verdict))
        if verdict.more_than_luck:
            st.success(sentence, icon=":material/verified:")
        else:
            st.info(sentence, icon=":material/casino:")
        more = contest.seeds_more(verdict) or 0
    elif not shown.race.axes and (band := shown.standing.rows[0].band):
        st.info(say(texts.ONE_RECIPE, band=band.in_words), icon=":material/casino:")
    more = min(more, shown.race.seeds_left)
    if more and shown.is_own and not shown.standing.missing:
        st.button(
            say(texts.MORE_SEEDS if shown.race.axes else texts.SEEDS_MORE, count=more),
            icon=":material/casino:",
            help=say(texts.MORE_SEEDS_HELP),
            on_click=racing.add_seeds,
            args=(shown.stored.id, len(shown.race.seeds) + more),
            key="more_race_seeds",
        )


def show_table(shown: ShownRace) -> None:
    """Who takes part, with the place, the mean with its band, and a link to each run."""
    head = [texts.PLACE, texts.MEAN, texts.SEEDS_DONE, texts.RACED_RUNS]
    place, mean, count, runs = map(say, head)
    st.html(
        race_table(
            [_row(one, shown.race.is_grid) for one in shown.entered],
            [place, shown.race.name, mean, count, runs],
            say(texts.OPEN_RUN),
            number(1, "d"),
        )
    )


def _row(one: Entered, is_grid: bool) -> RaceRow:
    band = one.row.band
    colour = "" if is_grid else one.colour  # in a grid colours say what a cell reaches
    return RaceRow(
        place=number(one.place, "d") if one.place else "",
        name=Coloured(one.contestant.name, colour),
        mean=number(band.mean, ".1%") if band else say(texts.NO_RESULT),
        band=words.band(band),
        done=number(len(one.row.results), "d"),
        runs=[_result(run) for run in one.runs],
    )


def _result(run: EnteredRun) -> RaceTableRun:
    link = address.link_to_run("train", run.id) if run.id else ""
    if run.outcome is not None and run.outcome.accuracy is not None:
        return RaceTableRun(number(run.outcome.accuracy, ".1%"), link)
    # Of a run in flight the player says how far it is: the page is not drawn for its beginning.
    goes_on = run.outcome is not None and run.outcome.in_flight
    word = texts.GOES_ON if goes_on else texts.STATUS.get(run.status or "", texts.NO_RESULT)
    return RaceTableRun(say(word), link)


def show_chart(shown: ShownRace) -> None:
    """The results by value, of a race of one setting."""
    told = [one for one in shown.entered if one.row.results]
    if len(shown.race.axes) != 1 or len(told) < 2:
        return
    name = shown.race.name
    title = say(texts.RACE_CHART, name=name)
    st.plotly_chart(
        race_chart(
            [
                ValueResults(
                    one.contestant.values[0], one.contestant.name, one.row.results, one.colour
                )
                for one in told
            ],
            title,
            name,
            say(texts.VALIDATION),
        ),
        key="race_chart",
        alt=title,
        config={"displayModeBar": False},
    )
