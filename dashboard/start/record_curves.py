"""Record the curves beside the questions: python -m dashboard.start.record_curves

Trains each question's recipe in a lab of its own, in about a minute, and writes `curves.json`.
"""

import json
import tempfile
from contextlib import closing
from pathlib import Path

from core.engine import Engine
from core.recipe import Recipe, preset
from core.runs.history import RunHistory
from dashboard.lab.screen import FIRST_RECIPE
from dashboard.start.questions import CURVES, QUESTIONS


def record(engine: Engine, recipe: Recipe) -> list[float]:
    """The validation accuracies of a run of this recipe, from epoch 0 on."""
    history = RunHistory(recipe, engine.submit(recipe, "recorder"))
    history.add(engine.follow(history.run_id))
    return [round(point.accuracy, 4) for point in history.validation]


def main() -> None:
    """Record all of them."""
    recipes = [preset(FIRST_RECIPE), *(question.recipe for question in QUESTIONS)]
    with (
        tempfile.TemporaryDirectory() as home,
        closing(Engine.local(Path(home), workers=1)) as engine,
    ):
        recorded = {recipe.to_link(): record(engine, recipe) for recipe in recipes}
    lines = (f" {json.dumps(link)}: {json.dumps(curve)}" for link, curve in recorded.items())
    CURVES.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
