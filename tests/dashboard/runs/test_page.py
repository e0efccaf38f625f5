"""The Runs page without a browser: the list, what can be done with a run, and the comparison."""

import io
import re

import pytest

from core.bugs.progress import PATH as BUGS
from core.bugs.progress import Note, Ran
from core.disk import FLOOR_BYTES
from core.exchange.packing import pack
from core.recipe import Recipe
from core.runs.events import Failed
from core.runs.run import stored_recipe
from dashboard.runs import take_away
from dashboard.runs.state import name_key, note_key
from tests.dashboard.runs.visit import ADA, DIGITS, opened, rows, trained, words
from tests.made.whole_runs import RECIPE as WHOLE
from tests.made.whole_runs import whole_run
from tests.widgets import on_page, on_screen

SLOW, FAST = f"{DIGITS}&training.learning_rate=0.001", f"{DIGITS}&training.learning_rate=0.1"


def test_who_has_no_runs_is_told_how_to_get_one(lab):
    trained(lab, SLOW, 0.1, 0.5, owner="eve")
    assert "You have no runs yet" in words(opened())


def test_each_run_says_what_changed_and_what_came_of_it(lab):
    trained(lab, SLOW, 0.1, 0.5)
    trained(lab, FAST, 0.1, 0.9)
    trained(lab, FAST, end=Failed(reason="no memory"))
    failed, fast, slow = rows(opened())
    assert "your first run" in slow
    assert "learning rate 0.001 → 0.1" in fast
    assert "Digits 8×8 · 128 units · rate 0.1" in fast
    assert "90.0%" in fast
    assert "(85.9% to 92.9%)" in fast  # Wilson's, for 258 of 287
    assert "the same recipe again" in failed
    assert "<mark>failed</mark>" in failed


def test_of_many_runs_only_those_that_are_shown_are_read(lab):
    for seed in range(30):
        trained(lab, f"{FAST}&training.seed={seed}", 0.1)
    stored_recipe.cache_clear()
    assert len(rows(opened())) == 20
    assert stored_recipe.cache_info().misses == 21  # with the one before the last


def test_runs_are_found_by_words_and_settings(lab):
    trained(lab, SLOW, 0.1, 0.5)
    trained(lab, FAST, 0.1, 0.9)
    app = opened()
    app.text_input(key="runs_search").set_value("RATE 0.1").run()
    [found] = rows(app)
    assert "90.0%" in found
    app.text_input(key="runs_search").set_value("cats").run()
    assert rows(app) == []
    assert "None of your 2 runs" in words(app)
    app.text_input(key="runs_search").set_value("").run()
    app.selectbox(key="runs_setting").set_value("training.learning_rate").run()
    app.multiselect(key="runs_values_training.learning_rate").set_value(["0.001"]).run()
    [found] = rows(app)
    assert "50.0%" in found
    app.multiselect(key="runs_values_training.learning_rate").set_value([]).run()
    app.selectbox(key="runs_order").set_value("oldest").run()
    assert "50.0%" in rows(app)[0]


def test_names_and_notes_are_only_ever_read(lab):
    run = trained(lab, SLOW, 0.1, 0.5)
    app = opened()
    app.menu_button(key=f"menu_{run}").click("edit").run()
    app.text_input(key=name_key(run)).set_value("<img src=x onerror=alert(1)>")
    app.text_area(key=note_key(run)).set_value("**better** ![](http://evil.example/x.png)")
    app.button(key="save_notes").click().run()
    assert not app.exception
    assert "&lt;img src=x onerror=alert(1)&gt;" in rows(app)[0]
    assert "**better**" in words(app)
    assert "](http" not in words(app)
    assert lab.store.listing.of(ADA)[0].name == "<img src=x onerror=alert(1)>"


def test_a_baseline_is_what_the_others_are_measured_against(lab):
    slow = trained(lab, SLOW, 0.1, 0.5)
    trained(lab, FAST, 0.1, 0.9)
    trained(lab, f"{FAST}&data.seed=4", 0.1, 0.95)
    app = opened()
    app.menu_button(key=f"menu_{slow}").click("pin").run()
    other_pictures, fast, baseline = rows(app)
    assert "+40.0 points" in fast
    assert "points</i>" not in baseline + other_pictures
    assert "<mark>baseline</mark>" in baseline


def test_marked_runs_are_deleted_together_and_brought_back(lab):
    runs = [trained(lab, SLOW, 0.1, 0.5), trained(lab, FAST, 0.1, 0.9)]
    app = opened(run=runs[0])
    for run in runs:
        app.checkbox(key=f"mark_{run}").check().run()
    app.button(key="delete_runs").click().run()
    assert "2 runs were deleted" in words(app)
    assert on_screen(app).run is None
    assert rows(app) == []
    app.button(key="undo_notice_0").click().run()
    assert len(rows(app)) == 2
    app.menu_button(key=f"menu_{runs[0]}").click("delete").run()
    assert len(rows(app)) == 1
    app.button(key=f"bring_back_{runs[0]}").click().run()
    assert len(rows(app)) == 2


def test_marked_runs_are_taken_away_or_all_that_are_shown(lab):
    runs = [trained(lab, SLOW, 0.1, 0.5), trained(lab, FAST, 0.1, 0.9)]
    app = opened()
    links = {link.proto.label for link in app.get("link_button")}
    assert links >= {
        "Everything, as a zip",
        "Table, as CSV",
        "Table for pandas, as Parquet",
        "For MLflow",
        "For TensorBoard",
    }
    assert "All 2 runs that are shown" in words(app)
    app.checkbox(key=f"mark_{runs[0]}").check().run()
    assert "The marked run" in words(app)


def test_no_file_is_begun_on_a_full_disk(lab, tmp_path, monkeypatch):
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path))
    trained(lab, FAST, 0.1, 0.9)
    offered = {}
    monkeypatch.setattr(
        take_away, "offer_file", lambda _label, make, name, **_looks: offered.update({name: make})
    )
    opened()
    monkeypatch.setattr("core.disk.free_bytes", lambda folder: FLOOR_BYTES - 1)
    for name in ("first-epoch-runs.zip", "first-epoch-mlflow.zip", "first-epoch-tensorboard.zip"):
        with pytest.raises(OSError, match="No space left"):
            offered[name]()
    assert offered["first-epoch-runs.csv"]()  # which takes no room there


def test_runs_are_brought_in_or_it_is_said_why_not(lab, tmp_path):
    whole_run(lab.store, "eve", name="of Eve")
    bundle = io.BytesIO()
    pack(bundle, lab.store, lab.library, [run.id for run in lab.store.listing.of("eve")])
    app = opened()
    for content in (bundle.getvalue()[:1000], bundle.getvalue()):
        app.file_uploader(key="bundle-0").upload("runs.zip", content).run()
        app.button(key="bring_in_now").click().run()
        if content != bundle.getvalue():
            assert "runs.zip is damaged" in words(app)
            assert rows(app) == []
    assert not app.exception
    assert "One run was brought in" in words(app)
    [row] = rows(app)
    assert "of Eve" in row
    assert re.search(r"<mark>brought in · trained \d{4}-\d\d-\d\d by First Epoch ", row)
    [run] = lab.store.listing.of(ADA)
    assert lab.store.load_weights(run.id).weights[0].shape == (64, 16)
    assert len(lab.store.listing.of("eve")) == 1


def test_of_a_run_whose_pictures_nobody_knows_it_is_said_that_they_cannot_be_added(lab):
    whole_run(lab.store, "eve", recipe=WHOLE.with_settings("data", dataset="gone"))
    bundle = io.BytesIO()
    pack(bundle, lab.store, lab.library, [run.id for run in lab.store.listing.of("eve")])
    app = opened()
    app.file_uploader(key="bundle-0").upload("runs.zip", bundle.getvalue()).run()
    app.button(key="bring_in_now").click().run()
    assert "does not say by what to know them again" in words(app)
    assert "bring the run in once more" not in words(app)


def test_a_recipe_is_put_on_screen(lab):
    run = trained(lab, FAST, 0.1, 0.9)
    app = opened()
    app.menu_button(key=f"menu_{run}").click("recipe").run()
    assert on_screen(app).recipe == Recipe.from_link(FAST)
    assert "is on screen" in words(app)


def test_two_runs_compared(lab):
    runs = [trained(lab, SLOW, 0.1, 0.5), trained(lab, FAST, 0.1, 0.9)]
    app = opened()
    for run in runs:
        app.checkbox(key=f"mark_{run}").check().run()
    app.button(key="compare_runs").click().run()
    assert not app.exception
    said = words(app)
    assert "One thing differs: learning rate. Same seed, same first weights, same batches" in said
    assert "<td>0.001</td><td>0.1</td>" in said
    assert "<td>sealed</td><td>sealed</td>" in said
    # The validation pictures have 27 to 29 eights, all of which the fast one alone reads right.
    assert "alone reads 0 right" in said
    assert "is the better network" in said
    assert "That takes at least two seeds of one of them".lower() in said.lower()
    assert app.query_params["compare"] in (",".join(runs), [",".join(runs)])
    app.button(key="all_runs").click().run()
    assert len(rows(app)) == 2


def test_a_run_that_would_tell_a_bug_is_not_opened_found_by_its_recipe_or_compared(lab):
    shown, secret = trained(lab, FAST, 0.1, 0.9), trained(lab, SLOW, 0.1, 0.5)
    lab.store.listing.rename(secret, "Find the bug: Patience")
    for block, note in (("opened", Note(seed=1)), ("ran", Ran(seed=1, run=secret))):
        lab.store.answers.save(ADA, BUGS, "patience", block, note.model_dump_json())
    app = opened()
    offered = [option.split(": ")[1] for option in app.menu_button(key=f"menu_{secret}").options]
    assert offered == ["Make it the baseline", "Delete"]
    assert app.checkbox(key=f"mark_{secret}").disabled
    assert not app.checkbox(key=f"mark_{shown}").disabled
    app.selectbox(key="runs_setting").set_value("training.learning_rate").run()
    values = app.multiselect(key="runs_values_training.learning_rate")
    assert values.options == ["0.1"]
    values.set_value(["0.1"]).run()
    [found] = rows(app)
    assert "90.0%" in found
    assert "not all of these are here" in words(opened(compare=f"{shown},{secret}"))
    app = opened()
    on_page(app, "start").run()
    assert "90.0%" in words(app)
    assert "50.0%" not in words(app)
    on_page(app, "evaluate").run()
    assert not app.exception
    assert f"run={secret}" not in str(app.query_params)


def test_the_link_of_a_comparison_shows_it_to_anybody(lab):
    first = trained(lab, SLOW, 0.1, 0.5, owner="eve")
    second = trained(lab, f"{FAST}&training.epochs=9&training.momentum=0.5", 0.1, 0.9, owner="eve")
    app = opened(compare=f"{first},{second}")
    assert "3 things differ at once (learning rate, momentum, epochs)" in words(app)
    assert app.button(key="between_0").label == "Train with learning rate 0.001 → 0.1"
    assert app.button(key="between_1").label == "Train with momentum 0.0 → 0.5"
    app = opened(compare=f"{first},nothing,../x")
    assert "Two runs at least are needed" in words(app)


def test_runs_of_two_datasets_are_told_apart_and_not_compared(lab):
    digits = trained(lab, FAST, 0.1, 0.5)
    mnist = trained(lab, FAST.replace("digits", "mnist"), 0.1, 0.9)
    said = words(opened(compare=f"{digits},{mnist}"))
    assert "Only results on the same dataset can be compared with each other." in said
    assert "<bdi>Digits 8×8</bdi>" in said
    assert "<bdi>MNIST</bdi>" in said
    assert "which is better cannot be told" in said
    for run in (digits, mnist):
        lab.store.open_test_set(run)
    # MNIST is not on this machine, so its network cannot be measured there.
    assert "<td>100.0%</td><td>–</td>" in words(opened(compare=f"{digits},{mnist}"))


def test_a_run_with_a_mistake_made_on_purpose_is_named_found_and_compared(lab):
    right = trained(lab, FAST, 0.1, 0.9)
    sorted_run = trained(lab, f"{FAST}&data.mistake=sorted", 0.1, 0.2)
    app = opened()
    app.text_input(key="runs_search").set_value("sorted by class").run()
    [found] = rows(app)
    assert "Digits 8×8 · 128 units · rate 0.1 · sorted by class" in found
    said = words(opened(compare=f"{right},{sorted_run}"))
    assert "<bdi>no mistake</bdi>" in said
    assert "<bdi>sorted by class</bdi>" in said


def test_seeds_that_were_trained_tell_luck_from_more(lab):
    slow = trained(lab, SLOW, 0.1, 0.5)
    fast = trained(lab, FAST, 0.1, 0.9)
    for seed in (1, 2):
        trained(lab, f"{SLOW}&training.seed={seed}", 0.1, 0.5 + seed / 1000)
        again = trained(lab, f"{FAST}&training.seed={seed}", 0.1, 0.9 + seed / 1000)
    said = words(opened(compare=f"{slow},{fast}"))
    assert "more than luck" in said
    assert "mean of 3 seeds (90.0% to 90.2%)" in said
    said = words(opened(compare=f"{fast},{again}"))
    assert "This is one recipe under other seeds: 90.1%, mean of 3 seeds" in said
    assert "so the difference is luck" in said


def test_the_test_set_is_shown_where_both_seals_are_open(lab):
    slow, fast = trained(lab, SLOW, 0.1, 0.5), trained(lab, FAST, 0.1, 0.9)
    lab.store.open_test_set(slow)
    assert "<td>sealed</td><td>sealed</td>" in words(opened(compare=f"{slow},{fast}"))
    lab.store.open_test_set(fast)
    said = words(opened(compare=f"{slow},{fast}"))
    assert "sealed" not in said
    assert "<td>100.0%</td>" in said
