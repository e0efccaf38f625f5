"""How a race stands: what is told of its contestants, and the verdict on them."""

import pytest

from core.experiments.race import Axis, Race, place_of
from core.experiments.standing import RaceStanding, RunOutcome, standing
from core.experiments.verdict import judge
from core.recipe import preset

MLP = preset("homework-mnist")
GOING, GONE = RunOutcome(False, True, None), RunOutcome(False, False, None)


def axis(setting: str, *values: str) -> Axis:
    return Axis(setting=setting, values=values)


def race_of(*values: str, seeds: int = 1) -> Race:
    return Race.planned(MLP, (axis("momentum", *values),), tuple(range(seeds)))


def outcomes(*rows: tuple[float | RunOutcome, ...]) -> dict[int, RunOutcome]:
    """Those of the contestants, one a row, with an accuracy or an outcome a seed."""
    return {
        place_of(number, seed): one if isinstance(one, RunOutcome) else RunOutcome(True, False, one)
        for number, row in enumerate(rows)
        for seed, one in enumerate(row)
    }


def verdict_on(found: RaceStanding) -> str:
    return found.contest.in_words(judge(found.contest.results))


def test_it_fills():
    race = race_of("0", "0.9", seeds=2)
    found = standing(race, {})
    assert (found.finished, found.in_flight, found.missing) == (0, 0, 4)
    assert found.measure == "No run has ended yet, n = 0."
    assert found.contest is None
    found = standing(race, outcomes((0.9, GOING), (GOING, GONE)))
    assert (found.finished, found.in_flight, found.missing) == (1, 2, 1)
    assert found.rows[0].results == (0.9,)
    assert (found.rows[0].name, found.rows[0].values) == ("momentum 0", ("0",))
    assert found.rows[1].band is None
    assert found.contest is None
    assert found.measure == "Mean of the seeds so far, band from least to most, n = 0 to 1."
    found = standing(race, outcomes((0.9, 0.92), (0.95, 0.93)))
    assert found.is_complete
    assert found.measure == "Mean of 2 seeds, band from least to most, n = 2."
    assert found.rows[0].band == (pytest.approx(0.91), 0.9, 0.92, 2)


def test_a_run_without_a_number_is_finished_and_has_no_result():
    found = standing(race_of("0", "0.9"), outcomes((0.9,), (RunOutcome(True, False, None),)))
    assert found.is_complete
    assert found.contest is None


def test_seeds_of_one_recipe_are_a_band_and_no_contest():
    race = Race.planned(MLP, seeds=(0, 1, 2, 3, 4))
    found = standing(race, outcomes((0.91, 0.92, 0.93, 0.92, 0.92)))
    assert found.contest is None
    assert found.measure == "Mean of 5 seeds, band from least to most, n = 5."
    assert found.rows[0].band.in_words == "92.0%, mean of 5 seeds (91.0% to 93.0%)"


def test_a_clear_difference_is_more_than_luck():
    found = standing(race_of("0", "0.9", seeds=3), outcomes((0.80, 0.81, 0.79), (0.95, 0.96, 0.95)))
    verdict = judge(found.contest.results)
    assert verdict.more_than_luck
    assert "“momentum 0.9” is better than “momentum 0”" in verdict_on(found)
    assert found.contest.seeds_more(verdict) is None


def test_a_small_difference_is_luck_and_more_seeds_would_tell():
    race = race_of("0", "0.9", seeds=3)
    found = standing(race, outcomes((0.90, 0.92, 0.91), (0.93, 0.91, 0.92)))
    verdict = judge(found.contest.results)
    assert not verdict.more_than_luck
    assert "it may be luck" in verdict_on(found)
    # As many as the race has room for: 2 × 10 seeds at most.
    assert verdict.seeds_more > 7
    assert found.contest.seeds_more(verdict) == 7


def test_one_seed_each_tells_nothing_and_asks_for_one_more():
    found = standing(race_of("0", "0.9"), outcomes((0.90,), (0.95,)))
    verdict = judge(found.contest.results)
    assert found.measure == "One seed, n = 1: no mean, and no band."
    assert "not known: that takes at least two seeds" in verdict_on(found)
    assert found.contest.seeds_more(verdict) == 1


def test_a_race_that_is_full_asks_for_no_more_seeds():
    race = race_of("0", "0.9", seeds=10)
    found = standing(race, outcomes((0.90, 0.92) * 5, (0.905, 0.922) * 5))
    assert found.contest.seeds_more(judge(found.contest.results)) is None


def test_who_has_no_result_yet_is_not_judged():
    found = standing(race_of("0", "0.5", "0.9"), outcomes((0.90,), (GOING,), (0.95,)))
    assert found.contest.names == ("momentum 0", "momentum 0.9")
