"""The Model page without a browser: layers are added, set, moved and removed."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import Library
from core.layers import KINDS
from core.runs.store import RunStore
from tests.paths import APP
from tests.widgets import named, on_page


@pytest.fixture
def lab(tmp_path, in_the_app):
    """An engine without a cluster: the page computes all that is tested here by itself."""
    engine = SimpleNamespace(
        library=Library(tmp_path), store=RunStore(tmp_path), ready=True, home=tmp_path
    )
    in_the_app(engine)
    yield engine
    engine.store.close()


def opened(layers: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    app.query_params["data.dataset"] = "digits"
    app.query_params["model.layers"] = layers
    on_page(app, "model").run()
    assert not app.exception
    return app


def kinds(app: AppTest) -> list[str]:
    """The kinds of the layers in the list, from its rows."""
    rows = (element.value.split("** ") for element in app.markdown if element.value[:2] == "**")
    return [row[1] for row in rows if row[0][2:].isdecimal()]


def table(app: AppTest) -> str:
    """The first network on the page as HTML: drawing, table and code."""
    return next(block.value for block in app.html if "fe-ledger" in block.value)


def click(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_every_layer_can_be_added_at_every_place(lab, kind):
    app = opened("conv2d:4:3,flatten,dense:10,softmax")
    before = ["Conv2D", "Flatten", "Dense", "Activation"]
    app.selectbox(key="kind_to_add").set_value(kind).run()
    for place in range(len(before) + 1):
        if place:
            click(app, f"add-layer-{place - 1}")
        else:
            next(one for one in app.button if one.label == "At the beginning").click().run()
            assert not app.exception
        assert kinds(app) == [*before[:place], kind.__name__, *before[place:]]
        click(app, "undo")
    assert kinds(app) == before
    next(one for one in app.button if one.label == "At the beginning").click().run()
    for field in [one for one in app.text_input if (one.key or "").startswith("layer-0-")]:
        field.set_value("-1").run()
        assert not app.exception


def test_a_number_out_of_its_bounds_is_refused_at_its_field_and_changes_nothing(lab):
    app = opened("flatten,dense:128,relu,dense:10,softmax")
    named(app.text_input, "layer-1-units").set_value("0").run()
    assert "A whole number from 1 to 16,384." in "\n".join(one.value for one in app.markdown)
    assert "64 × 128 + 128 = 8,320" in table(app)
    named(app.text_input, "layer-1-units").set_value("32").run()
    assert "64 × 32 + 32 = 2,080" in table(app)


def test_layers_are_moved_and_removed(lab):
    app = opened("flatten,dense:128,relu,dense:10,softmax")
    click(app, "up-layer-2")
    assert kinds(app) == ["Flatten", "Activation", "Dense", "Dense", "Activation"]
    click(app, "down-layer-1")
    click(app, "remove-layer-2")
    assert kinds(app) == ["Flatten", "Dense", "Dense", "Activation"]


def test_a_residual_block_needs_the_functional_style(lab):
    app = opened("conv2d:4:3,flatten,dense:10,softmax")
    assert "keras.Sequential(" in table(app)
    residual = next(kind for kind in KINDS.values() if kind.__name__ == "Residual")
    app.selectbox(key="kind_to_add").set_value(residual).run()
    click(app, "add-layer-0")
    assert "the style is now Functional" in "\n".join(one.value for one in app.warning)
    assert "The Sequential style cannot say this network" in table(app)


def test_the_networks_parts_are_linked_and_what_code_holds_is_escaped(lab):
    page = table(opened("flatten,dense:10,softmax"))
    # Layer 1 stands in the drawing, the table and both codes.
    assert page.count('class="fe-l1"') == 4
    assert "64 × 10 + 10 = 650" in page
    assert "&lt;" not in page and "&#34;softmax&#34;" in page
