"""The Augment page without a browser: controls, pictures, questions, code, and missing workers."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core.code import data_generator, script
from core.datasets import Library
from core.engine import EngineError
from core.engine.worker_queries import STILL_STARTING
from core.recipe import Augmentation
from core.runs.store import RunStore
from core.worker.augment import preview
from dashboard.augment.controls import GENTLE
from tests.paths import APP
from tests.widgets import named, on_page, on_screen, with_code

UPSIDE_DOWN = "augmentation.rotation_range=180"


@pytest.fixture
def lab(tmp_path, in_the_app):
    """An engine without a cluster, whose worker is this process."""
    library = Library(tmp_path)
    engine = SimpleNamespace(
        library=library, store=RunStore(tmp_path), ready=True, preview=preview, home=tmp_path
    )
    in_the_app(engine)
    yield engine
    engine.store.close()


def opened(*settings: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    for setting in ("data.dataset=digits", *settings):
        key, _, value = setting.partition("=")
        app.query_params[key] = value
    on_page(app, "augment").run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    elements = (*app.markdown, *app.caption, *app.subheader, *app.info, *app.warning)
    return "\n".join(element.value for element in elements)


def drawn(app: AppTest) -> list[str]:
    """The pictures of the first grid, as the page holds them."""
    grid = next(block.value for block in app.html if "fe-grid" in block.value)
    return [part.partition('"')[0] for part in grid.split('src="')[1:]]


def augmentation(app: AppTest) -> Augmentation:
    return on_screen(app).recipe.augmentation


def test_with_everything_off_each_epoch_shows_the_same_picture(lab):
    app = opened()
    assert len(drawn(app)) == 12
    assert len(set(drawn(app))) == 1
    assert "Nothing is on" in words(app)


def test_a_slider_changes_recipe_pictures_and_address(lab):
    app = opened()
    named(app.slider, "augmentation.rotation_range").set_value(20.0).run()
    assert augmentation(app) == Augmentation(rotation_range=20)
    assert len(set(drawn(app))) > 6
    assert "turned by" in words(app)
    assert app.query_params["augmentation.rotation_range"] in ("20.0", ["20.0"])


def test_every_parameter_has_a_control(lab):
    app = opened("augmentation.fill_mode=constant")
    controls = (*app.slider, *app.toggle, *app.selectbox)
    names = {control.key.split("=")[0] for control in controls}
    assert {f"augmentation.{name}" for name in Augmentation.model_fields} <= names
    assert all(control.help for control in controls)


def test_the_parameter_that_is_touched_explains_itself(lab):
    app = opened()
    assert app.selectbox(key="explained_parameter").value == "rotation_range"
    named(app.toggle, "augmentation.vertical_flip").set_value(True).run()
    assert app.selectbox(key="explained_parameter").value == "vertical_flip"
    for name in app.selectbox(key="explained_parameter").options:
        app.selectbox(key="explained_parameter").set_value(name).run()
        assert not app.exception


def test_brightness_from_one_to_one_is_off(lab):
    app = opened()
    slider = named(app.slider, "augmentation.brightness_range")
    slider.set_value((0.5, 1.5)).run()
    assert augmentation(app).brightness_range == (0.5, 1.5)
    named(app.slider, "augmentation.brightness_range").set_value((1.0, 1.0)).run()
    assert augmentation(app).brightness_range is None


def test_a_gentle_start_and_all_off(lab):
    app = opened()
    app.button(key="augment_gentle").click().run()
    assert augmentation(app) == GENTLE
    assert "A question to you" not in words(app)
    app.button(key="augment_off").click().run()
    assert augmentation(app) == Augmentation()


def test_another_draw_and_another_picture(lab):
    app = opened("augmentation.rotation_range=20", "augmentation.width_shift_range=0.4")
    first = drawn(app)
    next(button for button in app.button if button.label == "Another draw").click().run()
    assert drawn(app)[0] == first[0]
    assert not set(drawn(app)[1:]) & set(first[1:])
    app.number_input(key="augment_number").set_value(5).run()
    assert drawn(app)[0] != first[0]


def test_many_pictures(lab):
    app = opened("augmentation.rotation_range=20")
    app.segmented_control(key="augment_view").set_value("many").run()
    assert len(set(drawn(app))) == 12
    assert "12 pictures, as epoch 1 shows them" in words(app)


def test_a_six_upside_down_is_asked_about_then_explained_then_mended(lab):
    app = opened(UPSIDE_DOWN)
    assert "Turned by 180°: is this still a 6?" in words(app)
    assert "A 6 upside down is a 9" not in words(app)
    app.button(key="quiz_rotation_range_yes").click().run()
    assert "Look again. A 6 upside down is a 9" in words(app)
    app.button(key="quiz_rotation_range_mend").click().run()
    assert augmentation(app).rotation_range == 15
    assert "is this still a 6?" not in words(app)


def test_who_answers_no_is_right(lab):
    app = opened(UPSIDE_DOWN)
    app.button(key="quiz_rotation_range_no").click().run()
    assert "Right. A 6 upside down is a 9" in words(app)


def test_the_matrix_of_a_draw_is_written_out(lab):
    app = opened("augmentation.horizontal_flip=true")
    [latex] = [element.value for element in app.latex]
    # A digit of 8 pixels across: as it is, or x ← 7 - x.
    assert any(first in latex for first in ("1.00 & 0.00 & 0.00 \\\\", "-1.00 & 0.00 & 7.00 \\\\"))


def test_the_code_shown_is_the_scripts_own_and_its_classic_form(lab):
    app = with_code(opened("augmentation.rotation_range=20", "data.scaling=0-1"))
    layers, generator = (block.value for block in app.code if "x_train" in block.value)
    recipe = on_screen(app).recipe
    assert layers in script(recipe)
    assert 'layers.RandomRotation(20 / 360, fill_mode="nearest"),' in layers
    assert generator == data_generator(recipe).rstrip()
    assert "rotation_range=20," in generator
    assert "rescale=1 / 16," in generator


def test_no_code_while_everything_is_off_and_a_sentence_while_layers_do_not_fit(lab):
    assert "nothing to write while everything is off" in words(with_code(opened()))
    app = opened("augmentation.rotation_range=20", "model.layers=dense:10,conv2d:4:9,flatten")
    assert "There is no code yet" in words(with_code(app))


def test_while_the_workers_start_the_page_says_so(lab):
    def starting(*_question):
        raise EngineError(STILL_STARTING)

    lab.ready, lab.preview = False, starting
    app = opened(UPSIDE_DOWN)
    assert "are still starting" in words(app)
    assert named(app.slider, "augmentation.rotation_range").value == 180


def test_without_the_dataset_the_page_leads_to_data(lab):
    app = opened("data.dataset=mnist")
    assert "MNIST is not on this machine yet" in words(app)


def test_a_forged_number_does_not_reach_the_recipe(lab):
    app = opened()
    named(app.slider, "augmentation.rotation_range").set_value(999.0).run()
    assert augmentation(app) == Augmentation()
