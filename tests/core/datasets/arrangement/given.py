"""Paths and tables as somebody gives them, and how the lab arranges them."""

from pathlib import PurePosixPath

from core.datasets.arrangement import Arrangement, LabelTable, arrange


def read(names: list[str], tables: dict[str, str] | None = None, **options) -> Arrangement:
    """The arrangement of pictures with these paths; tables are lines of cells parted by commas."""
    read_tables = [
        LabelTable(name, PurePosixPath(name), [tuple(row.split(",")) for row in text.split()])
        for name, text in (tables or {}).items()
    ]
    return arrange([PurePosixPath("given", name) for name in names], read_tables, **options)


def of(arrangement: Arrangement, names: list[str]) -> dict[str, tuple[str | None, str]]:
    return dict(zip(names, zip(arrangement.labels, arrangement.splits, strict=True), strict=True))


def folders(*names: str, count: int = 3) -> list[str]:
    return [f"{name}/{number}.png" for name in names for number in range(count)]


def table(rows: dict[str, str], header: str = "id,label") -> str:
    return "\n".join([header, *(f"{name},{label}" for name, label in rows.items())])
