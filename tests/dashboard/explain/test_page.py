"""The Explain page without a browser: what it says of a picture, and what it does with links."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.engine import Engine
from core.layers import ledger
from core.preparation.split import split_and_scaling
from core.recipe import Recipe
from core.runs.events import Stopped
from core.runs.trained_weights import TrainedWeights
from dashboard.explain.embedding import LETTER_PIXELS, LINE_PIXELS, lifts
from dashboard.explain.picture_address import PictureAddress
from dashboard.explain.state import ExplainState
from dashboard.explain.unit_arithmetic import channel_name
from dashboard.lab.shown_picture import ShownPicture
from dashboard.lab.state import key_of
from dashboard.lab.visitor import VisitorState
from tests.paths import APP
from tests.widgets import on_page, state_in

ME = "e" * 32
LINK = "data.dataset=digits&data.scaling=0-1&data.validate_on=split"
CNN = (
    f"{LINK}&model.layers=conv2d:3:3,batchnormalization,relu,averagepooling2d:2,"
    "flatten,dense:12,relu,dense:10,softmax"
)
SEPARABLE = (
    f"{LINK}&model.layers=separableconv2d:3:3,layernormalization,leakyrelu,globalmaxpooling2d,"
    "dense:10"
)
MLP = f"{LINK}&model.layers=flatten,dense:9,tanh,dropout:0.2,dense:10"


def run_of(engine: Engine, link: str, number: float | None = None) -> str:
    """A run that is over, with weights drawn at random, or all one number."""
    recipe = Recipe.from_link(link)
    rng = np.random.default_rng(5)
    weights = [
        (rng.uniform(0.1 if "variance" in weight.name else -0.7, 0.8, weight.shape)).astype("f4")
        for row in ledger(recipe.model.layers, (8, 8, 1))
        for weight in row.layer.weights(row.input_shape)
    ]
    if number is not None:
        weights = [np.full_like(weight, number) for weight in weights]
    scaling = split_and_scaling(recipe.data, engine.library.load("digits"))[1]
    run_id = engine.store.create(recipe, ME, "nowhere 1 0 x")
    engine.store.append(run_id, Stopped())
    engine.store.save_weights(run_id, TrainedWeights(weights, scaling))
    return run_id


@pytest.fixture(scope="module")
def cnn(engine) -> str:
    """Its test set has been opened."""
    run_id = run_of(engine, CNN)
    engine.store.open_test_set(run_id)
    return run_id


@pytest.fixture(scope="module")
def separable(engine) -> str:
    return run_of(engine, SEPARABLE)


@pytest.fixture(scope="module")
def mlp(engine) -> str:
    return run_of(engine, MLP)


@pytest.fixture
def opened(engine, in_the_app):
    """`opened(run_id, view, picture, remembered, **of_session)` is the page.

    `picture` is what its address says, `remembered` what the visit remembers of the page.
    """
    in_the_app(engine)

    def open_page(
        run_id: str | None,
        view: str = "layers",
        picture: str | None = None,
        remembered: ExplainState | None = None,
        **state,
    ):
        app = AppTest.from_file(APP, default_timeout=60)
        state_in(app, VisitorState).token = ME if run_id else "n" * 32
        if remembered is not None:
            app.session_state[key_of(ExplainState)] = remembered
        for name, value in state.items():
            app.session_state[name] = value
        if run_id:
            app.query_params["run"] = run_id
        app.run()
        if picture:
            app.query_params["picture"] = picture
        app.session_state.explained_view = view
        on_page(app, "explain").run()
        assert not app.exception
        return app

    return open_page


def words(app: AppTest) -> str:
    """Everything the page says, tags left out."""
    boxes = (*app.info, *app.warning, *app.error)
    texts = [element.value for element in (*app.markdown, *app.caption, *boxes)]
    pages = [re.sub(r"<[^>]+>", " ", element.proto.body) for element in app.get("html")]
    return re.sub(r"\s+", " ", "\n".join([*texts, *pages]))


def address(app: AppTest) -> str:
    return "".join(app.query_params.get("picture", ""))


def test_without_a_network_it_says_what_to_do(opened):
    assert "There is no trained network yet" in words(opened(None))


def test_it_begins_with_a_validation_picture_that_is_read_wrong(opened, engine, cnn):
    app = opened(cnn)
    recipe, dataset = engine.store.run(cnn).recipe, engine.library.load("digits")
    validation = split_and_scaling(recipe.data, dataset)[0].validation
    said = engine.predict(cnn, dataset.x_train[validation]).argmax(axis=1)
    wrong = np.flatnonzero(said != dataset.y_train[validation])
    assert address(app) == f"validation:{wrong[0]}"
    name = dataset.y_train[validation[wrong[0]]]
    assert f"✗ says {said[wrong[0]]}, is {name}" in words(app)
    assert f"{len(wrong)} of {len(validation):,} are" in words(app)


@pytest.mark.parametrize("picture", ["test:12", "validation:5", "train:7"])
def test_a_link_names_a_picture(opened, engine, cnn, picture):
    app = opened(cnn, picture=picture)
    assert address(app) == picture
    which, number = picture.split(":")
    dataset = engine.library.load("digits")
    chosen = split_and_scaling(engine.store.run(cnn).recipe.data, dataset)[0]
    places = {"train": chosen.train, "validation": chosen.validation, "test": np.arange(360)}
    labels = dataset.y_test if which == "test" else dataset.y_train
    assert f"{'training' if which == 'train' else which} picture {number}" in words(app)
    label = labels[places[which][int(number)]]
    assert re.search(rf"✓ {label}\b|, is {label}\b", words(app))


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        ("banana", "it is written as test:12"),
        ("test:-1", "it is written as test:12"),
        ("test:360", "there are 360 test pictures, counted from 0"),
        ("validation:²", "it is written as test:12"),
        ("train:" + "9" * 50, "pictures, counted from 0"),
    ],
)
def test_nonsense_in_the_link_is_said_and_the_first_picture_stands(opened, cnn, picture, sentence):
    app = opened(cnn, picture=picture)
    assert sentence in words(app)
    assert address(app).startswith("validation:")
    app.run()
    assert sentence not in words(app)


def test_a_sealed_test_set_stays_shut(opened, mlp):
    app = opened(mlp, picture="test:12")
    assert "the test set of this run is sealed" in words(app)
    assert address(app).startswith("validation:")
    # Nor does a picture of another run's open test set stay on screen.
    app = opened(mlp, remembered=ExplainState(picture=PictureAddress("test", 12)))
    assert address(app).startswith("validation:")


CNN_LAYERS = {
    "conv2d": "How filter 1 of conv2d gets its map",
    "batch_normalization": r"\) / √\(",
    "activation": r"relu\(",
    "average_pooling2d": "the mean of 4: ",
    "flatten": "of the input, unchanged: ",
    "dense": "the other 19 terms",
    "dense_1": "How “1” of dense_1 gets its number",
    "activation_2": "Its exponential, shared out among all",
}


@pytest.mark.parametrize("layer", CNN_LAYERS)
def test_the_arithmetic_of_every_layer_is_written_out(opened, cnn, layer):
    app = opened(cnn, remembered=ExplainState(layer=layer), explained_unit=1)
    assert re.search(CNN_LAYERS[layer], words(app))


SEPARABLE_LAYERS = {
    "separable_conv2d": "How filter 1 of separable_conv2d gets its map",
    "layer_normalization": r"\) / √\(.*\+ 0\.001\)",
    "leaky_re_lu": r"leaky_relu: x if x > 0, else 0\.3 · x",
    "global_max_pooling2d": "the largest of 36: ",
}


@pytest.mark.parametrize("layer", SEPARABLE_LAYERS)
def test_the_arithmetic_of_a_separable_network_is_written_out(opened, separable, layer):
    app = opened(separable, remembered=ExplainState(layer=layer), explained_unit=1)
    assert re.search(SEPARABLE_LAYERS[layer], words(app))


def test_the_unit_shown_first_is_the_one_farthest_from_0(opened, engine, cnn):
    app = opened(cnn, picture="validation:171", remembered=ExplainState(layer="conv2d"))
    dataset = engine.library.load("digits")
    validation = split_and_scaling(engine.store.run(cnn).recipe.data, dataset)[0].validation
    maps = engine.ask(cnn, "forward_pass", dataset.x_train[validation[171]])["conv2d"]
    lowest, highest = maps.min(axis=(0, 1)), maps.max(axis=(0, 1))
    assert -lowest[2] > max(*-lowest[:2], *highest)  # filter 2, below 0
    assert app.session_state.explained_unit == 2


def test_the_first_dense_layer_names_pixels_and_adds_up(opened, engine, mlp):
    app = opened(mlp, picture="train:0", remembered=ExplainState(layer="dense"), explained_unit=2)
    dataset = engine.library.load("digits")
    trained = engine.store.load_weights(mlp)
    first = split_and_scaling(engine.store.run(mlp).recipe.data, dataset)[0].train[0]
    value = dataset.x_train[first].ravel() / 16 @ trained.weights[0][:, 2] + trained.weights[1][2]
    said = words(app)
    assert re.search(r"row \d, column \d [\d.]+ × ", said)
    total = re.search(r"sum (−?[\d.]+)", said)[1].replace("−", "-")
    assert float(total) == pytest.approx(value, rel=1e-3)


def test_softmax_is_written_out_at_any_temperature(opened, cnn):
    app = opened(cnn, "softmax")
    cold = words(app)
    assert "together" in cold
    assert "÷ T" not in cold
    app.select_slider(key="temperature").set_value(50).run()
    hot = words(app)
    assert "÷ T" in hot
    shares = [float(share) for share in re.findall(r"([\d.]+)%", hot.partition("÷ T")[2])[:10]]
    assert max(shares) < 20
    assert sum(shares) == pytest.approx(100, abs=1)


def test_a_network_without_softmax_says_so(opened, mlp):
    assert "does not end in softmax" in words(opened(mlp, "softmax"))


def test_where_it_looked_has_grad_cam_where_there_is_a_convolution(opened, cnn, mlp):
    assert "The maps of layer activation" in words(opened(cnn, "saliency"))
    assert "this network has none" in words(opened(mlp, "saliency"))


def test_what_excites_a_unit_and_the_map_say_how_many_were_asked(opened, cnn):
    assert "Of 287 validation pictures" in words(opened(cnn, "top_activations"))
    app = opened(cnn, "embedding", remembered=ExplainState(layer="dense"))
    assert "Each picture is 12 numbers in this layer" in words(app)
    app.button_group(key="embedding_method").set_value("tsne").run()
    assert not app.exception
    assert "t-SNE keeps neighbours together" in words(app)


def test_a_dead_unit_is_called_one(opened, engine):
    dead = run_of(engine, f"{LINK}&model.layers=flatten,dense:4,relu,dense:10,softmax", 0.0)
    said = words(opened(dead, "saliency"))
    assert "it falls; by up to 0." in said
    assert "it gains; up to 0.0%." in said
    said = words(opened(dead, "top_activations", remembered=ExplainState(layer="activation")))
    assert "This unit gives 0 for all 287 validation pictures" in said
    # The brightest pixel is 16 in most digits, but not in all.
    brightest = run_of(engine, f"{LINK}&model.layers=maxpooling2d:8,flatten,dense:10,softmax")
    said = words(
        opened(brightest, "top_activations", remembered=ExplainState(layer="max_pooling2d"))
    )
    assert "This unit gives" not in said
    assert "Of 287 validation pictures" in said


def test_a_network_that_begins_with_means_shows_its_arithmetic(opened, engine):
    means = run_of(engine, f"{LINK}&model.layers=globalaveragepooling2d,dense:10,softmax")
    assert "How “0” of dense gets its number" in words(
        opened(means, remembered=ExplainState(layer="dense"), explained_unit=0)
    )


def test_an_ablation_says_accuracy_before_and_after(opened, engine, cnn):
    dataset, recipe = engine.library.load("digits"), engine.store.run(cnn).recipe
    validation = split_and_scaling(recipe.data, dataset)[0].validation
    images, labels = dataset.x_train[validation], dataset.y_train[validation]
    said = engine.predict(cnn, images).argmax(axis=1)
    unit = int(np.bincount(said).argmax())

    without = engine.store.load_weights(cnn)
    without.weights[-2][:, unit] = 0
    without.weights[-1][unit] = 0
    other = engine.store.create(recipe, ME, "nowhere 1 0 x")
    engine.store.append(other, Stopped())
    engine.store.save_weights(other, without)
    before = np.mean(said == labels)
    after = np.mean(engine.predict(other, images).argmax(axis=1) == labels)
    assert before != after

    app = opened(cnn, "ablation", remembered=ExplainState(layer="dense_1"), explained_unit=unit)
    figures = f"Accuracy on the 287 validation pictures: **{before:.1%} → {after:.1%}**"
    assert figures in words(app)
    app.slider(key="ablation_factor").set_value(1.0).run()
    assert f"**{before:.1%} → {before:.1%}**" in words(app)
    app.button_group(key="ablation").set_value("weight").run()
    assert "The weight: " in words(app)
    relu = opened(cnn, "ablation", remembered=ExplainState(layer="activation"))
    assert "Only units of dense and convolution layers have weights" in words(relu)


def test_a_network_of_nan_is_said(opened, engine):
    broken = run_of(engine, CNN, float("nan"))
    assert "it has diverged" in words(opened(broken))


def test_a_drawing_is_asked_for(opened, cnn):
    app = opened(cnn, explained_source="drawing")
    assert "Draw one digit here" in words(app)
    assert address(app) == ""


def test_what_was_shown_on_the_draw_page_is_explained(opened, engine, cnn):
    image = engine.library.load("digits").x_test[12]
    shown = {
        "explained_source": "shown",
        key_of(ShownPicture): ShownPicture("digits", lambda: image),
    }
    app = opened(cnn, **shown)
    said = engine.predict(cnn, image[np.newaxis])[0].argmax()
    assert f"says {said}" in words(app)
    assert "your picture" in words(app)
    assert address(app) == ""
    # A picture for another dataset's network is none for this one.
    picture = {key_of(ShownPicture): ShownPicture("mnist", lambda: image)}
    other = opened(cnn, explained_source="shown", **picture)
    assert address(other).startswith("validation:")


def test_names_on_a_map_do_not_lie_on_each_other():
    names = ["cat", "automobile", "deer", "dog", "ship", "far"]
    pixels = np.array([[100, 50], [110, 52], [95, 55], [100, 50], [120, 45], [300, 50]])
    raised = lifts(pixels, names)
    assert raised[2] == raised[5] == 0  # the highest, and the one with nobody beside it
    for one in range(6):
        for other in range(one):
            apart = abs(pixels[one] + [0, raised[one]] - pixels[other] - [0, raised[other]])
            letters = len(names[one]) + len(names[other])
            assert apart[0] >= letters / 2 * LETTER_PIXELS or apart[1] >= LINE_PIXELS


def test_the_channels_of_a_colour_picture_have_names():
    network = "model.layers=conv2d:2:3,conv2d:2:3,flatten,dense:3,softmax"
    calls = [
        call
        for row in ledger(Recipe.from_link(network).model.layers, (6, 6, 3))
        for call in row.calls
    ]
    explained = SimpleNamespace(calls=calls)
    assert [channel_name(explained, calls[0], at) for at in range(3)] == [
        "0 red",
        "1 green",
        "2 blue",
    ]
    assert channel_name(explained, calls[1], 1) == "1"
