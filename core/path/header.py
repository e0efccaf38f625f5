"""The headers of the files of a path, as they are written."""

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

from core.path.blocks import Text, Written
from core.path.recipes import read_recipe
from core.plain_text import plain_name
from core.recipe import Recipe

PageName = Literal[
    "start", "data", "labels", "augment", "model", "train", "evaluate", "explain", "draw", "runs"
]
PAGES: tuple[str, ...] = get_args(PageName)
"""The pages beside which a chapter can stand."""


def _listed(value: object) -> object:
    """One name alone, or several with commas, are a list, too."""
    if isinstance(value, str):
        return [name.strip() for name in value.split(",") if name.strip()]
    return value


LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?"
"""How a language is named, for instance `en`."""
DatasetName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Title = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(plain_name)]


class ChapterHeader(Written):
    """The header of a chapter, as `core.path.chapter.Chapter` has it."""

    title: Title
    minutes: int = Field(ge=1, le=600)
    page: PageName
    needs: Annotated[tuple[DatasetName, ...], BeforeValidator(_listed)] = ()
    instead: DatasetName | None = None
    recipe: Annotated[Recipe | None, PlainValidator(lambda text: read_recipe(str(text)))] = None


class PathHeader(Written):
    """The header of `path.md`. `language` is the one in which its chapters are written."""

    title: Title
    summary: Text
    language: Annotated[str, Field(pattern=f"^{LANGUAGE}$")] = "en"
