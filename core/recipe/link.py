"""A value made of sections of settings, and the link that says it.

A link has one dotted key for each setting that differs from its default, for instance
`?data.dataset=mnist&training.epochs=10`.
"""

from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from core.bounds import expected
from core.language import say

MAX_LINK = 8_192
"""How long a link may be, in characters."""


class RecipeError(ValueError):
    """A recipe that cannot be read; the message says in sentences what is wrong with it."""


class Section(BaseModel):
    """Some settings that belong together. It cannot be changed, only copied with changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Linked(Section):
    """A value whose fields are sections, and which a link can say."""

    @classmethod
    def sections(cls) -> dict[str, type[Section]]:
        """The kind of each section, by name."""
        return {
            name: field.annotation
            for name, field in cls.model_fields.items()
            if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
        }

    def with_settings(self, section: str, **settings: Any) -> Self:
        """A copy with some settings of one section changed; ValidationError out of bounds."""
        part = getattr(self, section)
        # From the attributes, not from a dump: a dump would write the layers as text.
        changed = {name: getattr(part, name) for name in type(part).model_fields} | settings
        return self.model_copy(update={section: type(part).model_validate(changed)})

    def to_settings(self) -> dict[str, str]:
        """Every setting that differs from its default, as dotted keys and texts."""
        return {
            f"{section}.{name}": written(value)
            for section, part in self.model_dump(mode="json", exclude_defaults=True).items()
            for name, value in part.items()
        }

    def to_link(self) -> str:
        """The same as the query of an address, `?data.dataset=mnist&training.epochs=10`."""
        return "?" + urlencode(self.to_settings(), safe=":,=")

    @classmethod
    def from_link(cls, text: str) -> Self:
        """The value that a link describes; whatever comes before its `?` does not matter.

        Raises RecipeError with a sentence for each setting that cannot be read.
        """
        value, complaints = cls.read_link(text)
        if complaints:
            raise RecipeError(" ".join(complaints))
        return value

    @classmethod
    def read_link(cls, text: str) -> tuple[Self, tuple[str, ...]]:
        """Read a link as far as possible → the value, and a sentence for each part ignored."""
        if len(text) > MAX_LINK:
            complaint = say(
                "The link was ignored: it is longer than {most:,} characters.", most=MAX_LINK
            )
            return cls(), (complaint,)
        query = text.partition("?")[2] or text
        return cls.read_settings(dict(parse_qsl(query, keep_blank_values=True)))

    @classmethod
    def read_settings(cls, settings: Mapping[str, str]) -> tuple[Self, tuple[str, ...]]:
        """The same from dotted keys and their texts, `{"training.epochs": "5"}`."""
        value, complaints = cls(), list[str]()
        for key, text in settings.items():
            section, _, name = key.partition(".")
            kind = cls.sections().get(section)
            field = kind.model_fields.get(name) if kind else None
            if field is None:
                complaints.append(
                    say("“{key}” was ignored: there is no such setting.", key=_short(key))
                )
                continue
            try:
                value = value.with_settings(section, **{name: text})
            except ValidationError as error:
                complaints.append(
                    say(
                        "{key} = “{value}” was ignored: {reason}.",
                        key=key,
                        value=_short(text),
                        reason=_reason(error, field),
                    )
                )
        return value, tuple(complaints)


def written(value: Any) -> str:
    """A value of a setting, as JSON has it, in a link."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def own_words(error: ValidationError) -> str | None:
    """What a check of the recipe itself says of a value, as a part of a sentence.

    None if the value is of another kind or out of bounds: `core.bounds` says which these are.
    """
    first = error.errors()[0]
    return str(first["ctx"]["error"]) if first["type"] == "value_error" else None


def _reason(error: ValidationError, field: FieldInfo) -> str:
    return own_words(error) or say("it must be {expected}", expected=expected(field))
