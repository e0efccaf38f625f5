"""The Labels page without a browser: one label there and back, a batch, mistakes, the ledger."""

import html
import re
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.code import script, sections
from core.datasets import Library
from core.engine import EngineError
from core.engine.query import NO_ANSWER
from core.numerics.encoding import one_hot
from core.preparation.split import Scaling
from core.recipe import Recipe
from core.runs.events import Finished
from core.runs.store import RunStore
from core.runs.trained_weights import TrainedWeights
from tests.paths import APP
from tests.widgets import on_page, on_screen, with_code

RECIPE = Recipe.from_link("data.dataset=digits&data.scaling=0-1")
SURE = 0.87


@pytest.fixture
def lab(tmp_path, in_the_app):
    """An engine without a cluster: its network gives the right class of digits 87 %."""
    library = Library(tmp_path)
    labels = {
        picture.tobytes(): label
        for picture, label in zip(
            library.load("digits").x_train, library.load("digits").y_train, strict=True
        )
    }

    def predict(run_id, images):
        outputs = np.full((len(images), 10), (1 - SURE) / 9, np.float32)
        for row, image in zip(outputs, images, strict=True):
            row[labels[np.asarray(image).tobytes()]] = SURE
        return outputs

    engine = SimpleNamespace(
        library=library, store=RunStore(tmp_path), ready=True, predict=predict, home=tmp_path
    )
    in_the_app(engine)
    yield engine
    engine.store.close()


def trained_run(lab, recipe=RECIPE) -> str:
    run_id = lab.store.create(recipe, "somebody", "engine")
    lab.store.save_weights(run_id, TrainedWeights([], Scaling(np.zeros(1), np.ones(1))))
    lab.store.append(run_id, Finished(test_loss=0.1, test_accuracy=0.9, seconds=1))
    return run_id


def opened(link: str = "data.dataset=digits&data.scaling=0-1", run_id: str | None = None):
    app = AppTest.from_file(APP, default_timeout=30)
    for pair in link.split("&"):
        key, _, value = pair.partition("=")
        app.query_params[key] = value
    if run_id:
        app.query_params["run"] = run_id
    on_page(app, "labels").run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    elements = (*app.markdown, *app.caption, *app.subheader, *app.info, *app.warning, *app.html)
    return "\n".join(element.value for element in elements)


def walk(app: AppTest) -> str:
    return next(block.value for block in app.html if 'class="fe-walk"' in block.value)


def losses(app: AppTest) -> list[str]:
    """The numbers under the names of both losses."""
    block = next(block.value for block in app.html if "sparse_categorical" in block.value)
    return re.findall(r"<strong>(.*?)</strong>", block)


def test_untrained_every_class_gets_the_same_and_the_loss_is_ln_10(lab):
    app = opened()
    assert losses(app) == ["2.303", "2.303"]
    assert "ln 10 = 2.303" in words(app)
    assert walk(app).count("0.100") == 10 + 1  # every class, and once in the summary


def test_the_row_has_its_one_at_the_label(lab):
    app = opened()
    digits = lab.library.load("digits")
    for index in (0, 7, 1436):
        app.number_input(key="label_picture").set_value(index).run()
        bits = re.findall(r'class="bit(\d)"', walk(app))
        assert bits.index("1") == digits.y_train[index]
        assert bits.count("1") == 1
        assert f"The label is {digits.y_train[index]}<" in words(app)


def test_a_class_brings_a_picture_of_it_and_another_one_another(lab):
    app = opened()
    labels = lab.library.load("digits").y_train
    for label in (8, 3):
        app.selectbox(key="label_class").select(label).run()
        assert labels[app.session_state.label_picture] == label
    seen = set()
    for _ in range(4):
        app.button(key="another_label").click().run()
        seen.add(app.session_state.label_picture)
    assert len(seen) > 1


def test_what_if_the_network_were_half_sure(lab):
    app = opened()
    app.slider(key="label_share").set_value(50.0).run()
    assert losses(app) == ["0.693", "0.693"]  # ln 2
    app.slider(key="label_share").set_value(0.1).run()
    assert losses(app) == ["6.908", "6.908"]  # ln 1000
    assert "✗ Wrong" in words(app)


def test_a_trained_network_answers(lab):
    app = opened(run_id=trained_run(lab))
    assert app.slider(key="label_share").value == 87.0
    assert losses(app) == ["0.139", "0.139"]
    assert "−ln(0.870) = <b>0.139</b>" in words(app)
    assert "✓ Right" in words(app)


@pytest.mark.parametrize(
    ("share", "slider", "loss"),
    [(1.0, 99.9, "1·10⁻⁷"), (0.9995, 99.9, "5·10⁻⁴"), (1e-5, 0.1, "11.513"), (0.0, 0.1, "16.118")],
)
def test_a_network_that_is_nearly_or_quite_sure_is_shown(lab, share, slider, loss):
    def predict(run_id, images):
        rest = np.float32(1) - np.float32(share)
        output = np.zeros((len(images), 10), np.float32)
        label = lab.library.load("digits").y_train[0]
        output[:, label], output[:, label - 1] = share, rest
        return output

    lab.predict = predict
    app = opened(run_id=trained_run(lab))
    assert app.slider(key="label_share").value == slider
    assert losses(app) == [loss, loss]
    app.run()
    assert not app.exception


def test_a_network_that_learned_something_else_is_not_asked(lab):
    other = trained_run(lab, Recipe.from_link("data.dataset=mnist"))
    assert losses(opened(run_id=other)) == ["2.303", "2.303"]


@pytest.mark.parametrize("output", [[-3.0] + [1.0] * 9, [np.nan] * 10])
def test_outputs_that_are_no_probabilities_are_refused(lab, output):
    lab.predict = lambda run_id, images: np.array([output], np.float32)
    app = opened(run_id=trained_run(lab))
    assert "outputs are no probabilities" in words(app)
    assert losses(app) == ["2.303", "2.303"]


def test_a_network_that_cannot_answer_is_said(lab):
    def fail(run_id, images):
        raise EngineError(NO_ANSWER)

    lab.predict = fail
    run_id = trained_run(lab)
    assert NO_ANSWER in words(opened(run_id=run_id))


def test_a_service_that_starts_is_waited_for_without_holding_up_the_page(lab):
    lab.ready = False
    app = opened(run_id=trained_run(lab))
    assert "as soon as the training service has started" in words(app)
    assert losses(app) == ["2.303", "2.303"]
    app.slider(key="label_share").set_value(50.0).run()
    assert losses(app) == ["0.693", "0.693"]
    app.segmented_control(key="label_source").select("trained").run()
    lab.ready = True
    assert losses(app.run()) == ["0.139", "0.139"]


def test_the_code_shown_is_the_scripts_own(lab):
    app = with_code(opened("data.dataset=digits&data.scaling=0-1&data.validate_on=split"))
    [code] = [block.value for block in app.code if "class_names" in block.value]
    recipe = on_screen(app).recipe
    assert code in script(recipe)
    digits = lab.library.load("digits")
    names = {f"y_{part}": digits.y_test for part in ("train", "val", "test")}
    exec(sections(recipe)["setup"] + code, names)
    assert np.array_equal(names["y_val"], one_hot(digits.y_test))


def test_a_batch_is_as_large_as_the_recipe_says(lab):
    app = opened("data.dataset=digits&training.batch_size=8")
    assert "matrix of 8\u00a0×\u00a010" in words(app)
    matrix = next(block.value for block in app.html if "fe-matrix" in block.value)
    assert matrix.count('class="cells"') == 8
    before = matrix
    app.button(key="other_batch").click().run()
    assert before not in [block.value for block in app.html]


@pytest.mark.parametrize(
    ("mistake", "sentences"),
    [
        ("from_one", ["A label is 10, but 10 classes are counted 0 … 9", "✗ 1 of 10"]),
        ("negative", ["A label is -1", "Keras says nothing", "10 of 10 labels are taught wrong"]),
        ("scaled", ["labels are whole numbers", "9 of 10 labels are taught wrong"]),
        ("integers_to_categorical", ["Keras stops", "(64,)", "(64, 10)"]),
        ("one_hot_to_sparse", ["Keras stops", "looks a number up"]),
    ],
)
def test_a_mistake_is_shown_with_both_answers(lab, mistake, sentences):
    app = opened("data.dataset=digits&data.images=640")
    app.selectbox(key="label_mistake").select(mistake).run()
    assert not app.exception
    for sentence in sentences:
        assert sentence in words(app)


def test_the_ledger_follows_the_scaling(lab):
    def ledger(scaling: str) -> str:
        app = opened(f"data.dataset=digits&data.scaling={scaling}")
        return next(block.value for block in app.html if "fe-shape-ledger" in block.value)

    assert 'astype("float32") / 16' in html.unescape(ledger("0-1"))
    assert "0 … 1<" in ledger("0-1")
    assert "0 … 16<" in ledger("none")
    assert "(1437, 8, 8, 1)" in ledger("none")
    assert "mean = x_train.mean" in ledger("standardised")


def test_a_dataset_that_is_not_here_is_said(lab):
    app = opened("data.dataset=fer2013")
    assert "FER-2013 is not on this machine yet" in words(app)
    assert "Go to Data" in [link.value for link in app.page_link]


def test_many_classes_show_the_label_and_the_largest(lab, tmp_path):
    rng = np.random.default_rng(0)
    for label in range(30):
        folder = tmp_path / "own" / f"kind & {label:02}"
        folder.mkdir(parents=True)
        for number in range(3):
            pixels = rng.integers(0, 256, (8, 8), np.uint8)
            Image.fromarray(pixels).save(folder / f"{number}.png")
    name = lab.library.add([tmp_path / "own"], title="Own")
    app = opened(f"data.dataset={name}")
    assert walk(app).count('class="bit1"') == 1
    assert walk(app).count('class="bit0"') == 11
    assert "12 of the 30 classes are shown" in words(app)
    assert "kind &amp; 00" in walk(app)
    assert not [block for block in app.html if "kind & " in block.value]
