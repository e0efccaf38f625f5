"""What a visit does when something on screen has gone meanwhile."""

from streamlit.testing.v1 import AppTest

from core.recipe import preset
from core.runs.events import Stopped
from tests.made.lone_engine import lone_engine
from tests.paths import APP
from tests.widgets import on_page


def test_a_run_that_was_deleted_meanwhile_leaves_the_screen(in_the_app, tmp_path):
    engine, _ = lone_engine(tmp_path)
    in_the_app(engine)
    run_id = engine.store.create(preset("digits-mlp"), "ada", "engine")
    engine.store.append(run_id, Stopped())
    app = AppTest.from_file(APP, default_timeout=30)
    app.query_params["run"] = run_id
    on_page(app, "train").run()
    assert not app.exception and not app.warning
    engine.store.delete(run_id)
    app.run()
    assert not app.exception
    [warning] = app.warning
    assert warning.value.startswith("The run that was on screen is not stored any more")
    assert "run" not in app.query_params
    engine.close()
