"""The range test on the Train page: what it says, and what its buttons do."""

from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import Library
from core.engine import EngineError
from core.experiments.race import Race
from core.experiments.range_test import RangeTest, rates
from core.recipe import Recipe
from dashboard.train.range_chart import in_words, marks, range_chart
from tests.widgets import on_screen

RECIPE = Recipe.from_link("data.dataset=digits&training.learning_rate=0.5")
FALLS = RangeTest(rates(9), (2.0, 2.0, 2.0, 2.0, 2.0, 1.0, 0.5, 0.4, 2.0))
FLAT = RangeTest(rates(9), (2.3, 2.3, 2.3, 2.3, 2.3, 2.3))
NO_NUMBER = RangeTest(rates(9), ())


def draw():
    from dashboard.lab import screen
    from dashboard.lab.state import state_of
    from dashboard.train.range_test import show_range_test
    from dashboard.train.state import TrainState

    state_of(TrainState).opens_range_test = True
    show_range_test(screen.recipe())


@pytest.fixture
def dialog(tmp_path, in_the_app):
    """`dialog(*outcomes)`: the dialog with one of these for each test that is begun."""

    def opened(*outcomes: RangeTest | Exception, begin_race=None) -> AppTest:
        left = [*outcomes]

        def begin(recipe: Recipe, owner: str) -> Future[RangeTest]:
            test: Future[RangeTest] = Future()
            outcome = left.pop(0)
            if isinstance(outcome, RangeTest):
                test.set_result(outcome)
            else:
                test.set_exception(outcome)
            return test

        races = SimpleNamespace(begin=begin_race)
        in_the_app(SimpleNamespace(library=Library(tmp_path), begin_range_test=begin, races=races))
        app = AppTest.from_function(draw, default_timeout=30)
        on_screen(app).recipe = RECIPE
        app.run()
        assert not app.exception
        return app

    return opened


def words(app: AppTest) -> str:
    return "\n".join(one.value for one in (*app.markdown, *app.caption, *app.warning))


def test_each_marked_rate_can_be_used(dialog):
    app = dialog(FALLS)
    labels = {button.key: button.label for button in app.button}
    assert labels == {
        "use_steepest": "Use 0.01",
        "use_tenth": "Use 0.1",
        "use_own": "Keep 0.5",
        "race_rates": "Race these 3",
    }
    assert "▼ steepest fall: 0.01" in words(app)
    assert "All 9 batches were trained" in words(app)
    app.button(key="use_tenth").click().run()
    assert on_screen(app).recipe == RECIPE.with_settings("training", learning_rate=0.1)


def test_the_marked_rates_are_raced_and_a_refusal_is_said(dialog):
    begun = []

    def begin(race: Race, owner: str) -> str:
        begun.append(race)
        raise EngineError("Your last run is still training.")

    app = dialog(FALLS, begin_race=begin)
    app.button(key="race_rates").click().run()
    [race] = begun
    rates_raced = [recipe.training.learning_rate for recipe in race.recipes.values()]
    assert (race.base, rates_raced) == (RECIPE, [0.01, 0.1, 0.5])
    assert "Your last run is still training." in words(app)
    on_screen(app).recipe = RECIPE.with_settings("training", learning_rate=0.1)
    assert app.run().button(key="race_rates").label == "Race these 2"


def test_another_rate_needs_no_other_test_but_another_network_does(dialog):
    app = dialog(FALLS, FLAT)
    on_screen(app).recipe = RECIPE.with_settings("training", learning_rate=5.0, epochs=50)
    assert "your own: 5" in words(app.run())
    on_screen(app).recipe = RECIPE.with_settings("training", batch_size=8)
    assert "no rate is suggested" in words(app.run())


def test_where_nothing_is_suggested_it_says_why(dialog):
    flat = dialog(FLAT)
    assert "At no rate did the loss fall by more than batches differ anyway" in words(flat)
    assert "Stopped after 6 of 9 batches, at a rate of 0.01" in words(flat)
    assert "Your own rate of 0.5 is not on the curve" in words(flat)
    assert not flat.button
    assert "The loss of the very first batch is no finite number" in words(dialog(NO_NUMBER))


def test_a_test_that_failed_is_said_and_begun_anew_the_next_time(dialog):
    app = dialog(EngineError("The workers did not answer in time. Try again."), FALLS)
    assert "The workers did not answer in time." in words(app)
    assert "steepest fall" in words(app.run())


def test_the_marks_differ_in_colour_and_in_shape_and_each_is_named():
    found = marks(FALLS, own=0.5)
    assert [mark.kind for mark in found] == ["steepest", "tenth", "own"]
    for look in ("colour", "symbol", "sign", "in_words"):
        assert len({getattr(mark, look) for mark in found}) == 3
    assert in_words(FALLS, 0.5) == (
        "The loss falls fastest at a rate of 0.01. Marks: steepest fall: 0.01, "
        "a tenth of the rate at the minimum: 0.1, your own: 0.5."
    )


def test_each_mark_stands_on_the_curve_at_its_rate():
    batches, curve, *drawn = range_chart(FALLS, own=0.5).data
    assert batches.y == FALLS.losses
    for mark, line in zip(marks(FALLS, own=0.5), drawn, strict=True):
        assert line.x == (mark.rate, mark.rate)
        assert min(curve.y) <= line.y[1] <= max(curve.y)


def test_what_comes_after_the_minimum_takes_no_room_from_what_comes_before():
    diverged = RangeTest(rates(9), (*FALLS.losses[:-1], 9000.0))
    assert range_chart(diverged, own=0.5).layout.yaxis.range == (0, pytest.approx(2.4))


def test_a_rate_beyond_all_that_were_tried_is_in_the_chart():
    low, high = range_chart(FALLS, own=80.0).layout.xaxis.range
    assert low < -7 and 10**high > 80
