"""The table of runs, a run a row: as CSV, and as Parquet for pandas.

Settings are named as in a link, `training.learning_rate`; what came of a run is `metric.…`. The
type of a column does not depend on the runs in it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from core.exchange.results import COUNTED, METRICS, RunResult
from core.recipe import Recipe

if TYPE_CHECKING:  # pandas takes half a second to import
    from pandas import DataFrame

TEXT, WHOLE, NUMBER, YES_OR_NO, TIME = (
    "string",
    "Int64",
    "float64",
    "boolean",
    "datetime64[us, UTC]",
)
"""Types of pandas. All of them have a value that stands for none."""
_OF_SCHEMA = {"string": TEXT, "integer": WHOLE, "number": NUMBER, "boolean": YES_OR_NO}
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a text begins that a spreadsheet would compute."""


def columns() -> dict[str, str]:
    """The type of each column in pandas, by its name, in order."""
    facts = {"run": TEXT, "name": TEXT, "note": TEXT, "created": TIME, "status": TEXT}
    metrics = {f"metric.{name}": WHOLE if name in COUNTED else NUMBER for name in METRICS}
    return facts | _settings() | metrics


def to_csv(results: Iterable[RunResult]) -> bytes:
    """The table in UTF-8. No text in it is a formula to a spreadsheet: it has a ' before it."""
    table = _table(results)
    for name in table.select_dtypes(TEXT):
        table[name] = table[name].map(no_formula, na_action="ignore")
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def to_parquet(results: Iterable[RunResult]) -> bytes:
    """The table, which `pandas.read_parquet` gives back with the types of `columns`."""
    file = io.BytesIO()
    _table(results).to_parquet(file, engine="pyarrow", index=False)
    return file.getvalue()


def _table(results: Iterable[RunResult]) -> DataFrame:
    import pandas as pd

    types = columns()
    table = pd.DataFrame(map(_row, results), columns=[*types])
    table["created"] = pd.to_datetime(table["created"], unit="s", utc=True)
    return table.astype(types)


def _row(result: RunResult) -> dict[str, object]:
    run = result.run
    return {
        "run": run.id,
        "name": result.name,
        "note": run.note,
        "created": run.started,
        "status": run.status,
        **result.settings,
        **{f"metric.{name}": value for name, value in result.metrics.items()},
    }


def _settings() -> dict[str, str]:
    """The type of each setting of a recipe."""
    found: dict[str, str] = {}
    for section, kind in Recipe.sections().items():
        fields = kind.model_json_schema(mode="serialization")["properties"]
        found |= {f"{section}.{name}": _type_of(field) for name, field in fields.items()}
    return found


def _type_of(field: dict[str, Any]) -> str:
    """The type for a field of a JSON schema, which may also be null."""
    kinds = [field, *field.get("anyOf", ())]
    return next(_OF_SCHEMA[kind["type"]] for kind in kinds if kind.get("type") in _OF_SCHEMA)


def no_formula(text: str) -> str:
    """The text, with a ' before it if a spreadsheet would compute it."""
    return f"'{text}" if _FORMULA.match(text) else text
