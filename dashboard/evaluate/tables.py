"""Tables as CSV files."""

import csv
import io
from collections.abc import Mapping, Sequence
from functools import partial

from core.language import say
from dashboard.evaluate import texts
from dashboard.server.files import offer_file

TableColumns = Mapping[str, Sequence]
"""A table: its columns by name, all of the same length."""


def as_csv(columns: TableColumns) -> str:
    """The columns as CSV with a head row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def offer_csv(columns: TableColumns, name: str) -> None:
    """A link to download the columns as `first-epoch-NAME.csv`."""
    offer_file(say(texts.DOWNLOAD), partial(as_csv, columns), f"first-epoch-{name}.csv")
