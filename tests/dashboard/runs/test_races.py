"""Races on the Runs page, without a browser and without workers."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core.engine.admission import Admission
from core.engine.races import Races
from core.runs.events import Continued, Finished, Stopped
from tests.dashboard.runs.visit import ADA, DIGITS, opened, rows, told, words
from tests.widgets import on_page, on_screen

ACCURACIES = {"none": 0.5, "0-1": 0.9, "standardised": 0.8}
RECIPE = dict(pair.split("=") for pair in DIGITS.split("&"))


class Workers:
    """They are done at once: results depend on scaling, and a little on the seed."""

    name_in_store = "engine"
    slowness = 1.0

    def __init__(self, lab: SimpleNamespace):
        self._lab = lab
        self.are_there = True

    def submit(self, run_id: str) -> None:
        recipe = self._lab.store.run(run_id).recipe
        if self.are_there:
            told(
                self._lab, run_id, 0.1, ACCURACIES[recipe.data.scaling] + recipe.training.seed / 1e3
            )

    def send(self, run_id: str, command: str) -> None:
        self._lab.store.append(run_id, Stopped())

    def waiting(self) -> int:
        return 3


@pytest.fixture
def racing(lab, tmp_path):
    """A lab whose workers race."""
    lab.workers = Workers(lab)
    admission = Admission(lab.store, tmp_path)
    lab.races = Races(lab.store, lab.library, admission, lab.workers, ADA)
    return lab


def click(app: AppTest, key: str) -> str:
    """Press a button → what the page says then."""
    app.button(key=key).click().run()
    assert not app.exception
    return words(app)


def begin_own(app: AppTest, setting: str, *values: str, seeds: int = 1) -> str:
    app.selectbox(key="raced_first").set_value(setting).run()
    app.multiselect(key=f"raced_values_{setting}_6").set_value([*values]).run()
    app.number_input(key="race_seeds_True").set_value(seeds).run()
    return click(app, "begin_race")


def test_a_ready_race_begins_with_a_guess_and_ends_with_a_verdict_and_the_answer(racing):
    app = opened(view="races", **RECIPE)
    said = click(app, "guess_scaling_0")
    assert "Race: scaling" in said
    assert "Expected: No, the weights make up for it. Usually: **Yes, scaled" in said
    assert "more than luck" in said
    assert "Mean of 3 seeds, band from least to most, n = 3" in said
    [race] = racing.store.races.of(ADA)
    assert app.query_params["race"] in (race.id, [race.id])
    by_link = words(opened(race=race.id))
    assert "more than luck" in by_link
    assert f"train?run={race.runs[0]}" in by_link


def test_the_usual_answer_is_told_once_all_runs_are_finished(racing):
    racing.workers.are_there = False
    app = opened(view="races", **RECIPE)
    click(app, "guess_scaling_0")
    [race] = racing.store.races.of(ADA)
    first, *others = race.runs.values()
    told(racing, first, 0.1, 0.5)
    for run_id in others:
        racing.store.append(run_id, Stopped())
    said = words(opened(race=race.id))
    assert "Expected: No, the weights make up for it." in said
    assert "Usually" not in said


def test_seeds_alone_are_luck_and_more_of_them_can_be_asked_for(racing):
    app = opened(view="races", **RECIPE)
    app.selectbox(key="raced_first").set_value("seeds").run()
    said = click(app, "begin_race")
    assert "Mean of 3 seeds, band from least to most, n = 3" in said
    assert "90.0% to 90.2%" in said
    assert "So far apart luck alone has put them." in said
    [race] = racing.store.races.of(ADA)
    another_tab = opened(race=race.id)
    assert "n = 6" in click(app, "more_race_seeds")
    assert "n = 6" in click(another_tab, "more_race_seeds")


def test_a_second_click_shows_the_race_that_the_first_one_began(racing):
    racing.workers.are_there = False
    app, another_tab = opened(view="races", **RECIPE), opened(view="races", **RECIPE)
    click(app, "begin_race")
    said = click(another_tab, "begin_race")
    [race] = racing.store.races.of(ADA)
    assert another_tab.query_params["race"] in (race.id, [race.id])
    assert "still going on" not in said
    another_tab = opened(view="races", **RECIPE)
    assert "Your race is still going on." in click(another_tab, "guess_seeds_0")


def test_before_it_begins_a_race_says_what_it_costs_and_what_is_wrong(racing):
    app = opened(view="races", **RECIPE)
    assert "4 runs, about" in words(app)
    assert "3 runs wait for a worker now." in words(app)
    app.multiselect(key="raced_values_learning_rate_6").set_value(["0.1", "fast"]).run()
    assert "“fast” cannot be raced as learning rate" in words(app)
    app.multiselect(key="raced_values_learning_rate_6").set_value(["0.1", "1" * 40]).run()
    assert "A value has at most 32 characters." in words(app)
    assert not [button for button in app.button if button.key == "begin_race"]


def test_a_grid_has_a_run_a_cell(racing):
    app = opened(view="races", **RECIPE)
    app.selectbox(key="raced_beside_learning_rate").set_value("batch_size").run()
    said = click(app, "begin_race")
    assert "Race: learning rate and batch size" in said
    assert said.count("train?run=") == 9


def test_a_race_is_stopped_and_gone_on_with(racing):
    racing.workers.are_there = False
    app = opened(view="races", **RECIPE)
    said = begin_own(app, "scaling", "none", "0-1")
    assert "0 of 2 runs are done. The verdict comes with the last run." in said
    said = click(app, "stop_race")
    assert said.count("stopped") >= 2
    racing.workers.are_there = True
    said = click(app, "go_on_with_race")
    assert "“raw pixels” is ahead" in said or "“pixels 0–1” is ahead" in said
    assert "go_on_with_race" not in [button.key for button in app.button]


def test_a_stopped_race_goes_on_while_one_of_its_runs_is_trained_on(racing):
    racing.workers.are_there = False
    app = opened(view="races", **RECIPE)
    begin_own(app, "scaling", "none", "0-1", "standardised")
    click(app, "stop_race")
    [race] = racing.store.races.of(ADA)
    racing.store.reopen(race.runs[0], Continued(epochs=9), "engine")
    racing.workers.are_there = True
    said = click(opened(race=race.id), "go_on_with_race")
    assert "2 of 3 runs are done. The verdict comes with the last run." in said


def test_a_run_that_was_trained_on_to_other_epochs_is_left_out(racing):
    racing.workers.are_there = False
    app = opened(view="races", **RECIPE)
    begin_own(app, "scaling", "none", "0-1")
    [race] = racing.store.races.of(ADA)
    longer, other = race.runs.values()
    told(racing, longer, 0.1, 0.99, end=Stopped())
    racing.store.reopen(longer, Continued(epochs=99), "engine")
    racing.store.append(longer, Finished(test_loss=0.1, test_accuracy=0.9, seconds=1))
    told(racing, other, 0.1, 0.9)
    said = words(opened(race=race.id))
    assert "1 of 2 runs are done." in said
    assert "One run does not count: its learning rate, momentum or epochs were changed." in said
    assert "99.0%" not in said


def test_who_looks_at_the_race_of_another_changes_nothing_and_takes_no_notes_away(racing):
    app = opened(view="races", **RECIPE)
    begin_own(app, "scaling", "none", "0-1")
    [race] = racing.store.races.of(ADA)
    assert "The race and its 2 runs" in words(opened(race=race.id))
    racing.races.owns = lambda stored: False
    app = opened(race=race.id)
    assert "Race: scaling" in words(app)
    assert {"stop_race", "more_race_seeds", "delete_race"}.isdisjoint(
        button.key for button in app.button
    )
    assert "Everything, as a zip" not in [link.proto.label for link in app.get("link_button")]
    assert "There is no race “nothing” here." in words(opened(race="nothing"))


def test_in_the_list_a_race_is_one_row_that_unfolds(racing):
    app = opened(view="races", **RECIPE)
    begin_own(app, "scaling", "none", "0-1", "standardised", seeds=2)
    [race] = racing.store.races.of(ADA)
    app = opened()
    [row] = rows(app)
    assert "scaling · 6 runs" in row
    assert "more than luck" in row
    click(app, f"fold_{race.id}")
    assert len(rows(app)) == 7
    click(app, f"open_{race.id}")
    click(app, "delete_race")
    assert rows(app) == []
    under_its_link = opened(race=race.id)
    assert "This race was deleted, with its runs." in words(under_its_link)
    assert "“pixels 0–1” is better" in click(under_its_link, "bring_race_back")
    click(under_its_link, "delete_race")
    click(app, f"bring_back_{race.id}")
    assert len(rows(app)) == 7


def test_train_and_the_list_lead_to_a_race_of_their_recipe(racing):
    app = opened(view="races", **RECIPE)
    begin_own(app, "scaling", "none", "0-1")
    app = opened(**RECIPE)
    [race] = racing.store.races.of(ADA)
    click(app, f"fold_{race.id}")
    app.menu_button(key=f"menu_{race.runs[0]}").click("race").run()
    assert not app.exception
    assert app.segmented_control(key="runs_view").value == "races"
    assert on_screen(app).recipe.data.scaling == "none"
    app.query_params["view"] = "races"
    app.segmented_control(key="runs_view").set_value("runs").run()
    on_page(app, "train").run()
    app.query_params["view"] = "races"
    on_page(app, "runs").run()
    assert app.segmented_control(key="runs_view").value == "races"


def test_a_link_to_races_leads_away_from_the_race_that_was_looked_at(racing):
    app = opened(view="races", **RECIPE, **{"training.seed": "7"})
    assert "Race: scaling" in begin_own(app, "scaling", "none", "0-1", seeds=2)
    [race] = racing.store.races.of(ADA)
    recipes = [racing.store.run(run_id).recipe for run_id in race.runs.values()]
    assert {recipe.training.seed for recipe in recipes} == {7, 8}
    for view, seen in (("seconds", True), ("races", False)):
        on_page(app, "train").run()
        app.query_params["view"] = view
        on_page(app, "runs").run()
        assert ("Race: scaling" in words(app)) == seen
    assert app.segmented_control(key="runs_view").value == "races"
