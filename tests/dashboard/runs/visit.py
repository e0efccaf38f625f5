"""A visit of the Runs page, and the runs that are there."""

import numpy as np
from streamlit.testing.v1 import AppTest

from core.preparation.split import Scaling
from core.recipe import Recipe
from core.runs.events import Epoch, Finished, Started
from core.runs.trained_weights import TrainedWeights
from dashboard.lab.visitor import VisitorState
from tests.paths import APP
from tests.widgets import on_page, state_in

ADA = "ada0" * 8
DIGITS = "data.dataset=digits&data.scaling=0-1&data.validate_on=split"


def trained(lab, link: str, *accuracies: float, owner: str = ADA, end=None) -> str:
    """A run with these validation accuracies, which kept its network."""
    run_id = lab.store.create(Recipe.from_link(link), owner, "engine")
    told(lab, run_id, *accuracies, end=end)
    return run_id


def told(lab, run_id: str, *accuracies: float, end=None) -> None:
    """Let a run tell of itself, from its beginning to its end."""
    started = Started(
        train_count=1150, validation_count=287, steps_per_epoch=18, parameter_count=9610
    )
    lab.store.append(run_id, started)
    for number, accuracy in enumerate(accuracies):
        trained_on = {"loss": 1.0, "accuracy": accuracy} if number else {}
        epoch = Epoch(
            epoch=number,
            step=18 * number,
            val_loss=1,
            val_accuracy=accuracy,
            seconds=1,
            **trained_on,
        )
        lab.store.append(run_id, epoch)
    lab.store.save_weights(run_id, TrainedWeights([], Scaling(np.zeros(1), np.ones(1))))
    lab.store.append(run_id, end or Finished(test_loss=0.1, test_accuracy=0.9, seconds=1))


def opened(**address: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    visitor = state_in(app, VisitorState)
    visitor.token, visitor.was_here = ADA, True
    for key, value in address.items():
        app.query_params[key] = value
    on_page(app, "runs").run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    elements = (*app.title, *app.subheader, *app.markdown, *app.caption, *app.html)
    boxes = (*app.info, *app.warning, *app.error, *app.success)
    return "\n".join(element.value for element in (*elements, *boxes))


def rows(app: AppTest) -> list[str]:
    return [block.value for block in app.html if 'class="fe-run"' in block.value]
