"""The address says which view of a page is on screen, and a link opens on it."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.paths import APP
from tests.widgets import on_page


@pytest.fixture
def app(engine, in_the_app) -> AppTest:
    in_the_app(engine)
    return AppTest.from_file(APP, default_timeout=30)


def view(app: AppTest) -> list[str]:
    found = app.query_params.get("view", [])
    return found if isinstance(found, list) else [found]


def test_a_link_opens_on_the_view_that_it_names(app):
    app.query_params["view"] = "classes"
    on_page(app, "data").run()
    assert app.segmented_control(key="data_view").value == "classes"
    assert view(app) == ["classes"]


def test_the_first_view_needs_no_word_in_the_address(app):
    on_page(app, "data").run()
    assert view(app) == []
    app.segmented_control(key="data_view").set_value("pixels").run()
    assert view(app) == ["pixels"]
    on_page(app, "augment").run()
    assert view(app) == []
    on_page(app, "data").run()
    assert view(app) == ["pixels"]


def test_a_view_that_there_is_not_is_left_out(app):
    app.query_params["view"] = "nothing"
    on_page(app, "data").run()
    assert not app.exception
    assert app.segmented_control(key="data_view").value == "pictures"
    assert view(app) == []
