"""A sentence for people as it is stored: its template and values, not its words in one language.

So whoever reads a run reads its sentences in their own language. Runs of earlier versions have
plain text instead, in English, which stays as it is.
"""

from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from core.language import Plural, Sentence, say


def to_stored(sentence: str) -> str | dict[str, Any]:
    """A sentence of `say` in JSON values: `template`, a text or a pair for plurals, and `values`.

    Any other text as it is.
    """
    if not isinstance(sentence, Sentence) or not sentence.template:
        return sentence
    template = sentence.template
    return {
        "template": list(template) if isinstance(template, Plural) else template,
        "values": {
            name: to_stored(value) if isinstance(value, str) else value
            for name, value in sentence.values.items()
        },
    }


def from_stored(stored: object) -> str:
    """The sentence in the present language; ValueError for a damaged one."""
    if isinstance(stored, str):
        return stored
    if not isinstance(stored, dict):
        raise ValueError("not a stored sentence")
    try:
        template, values = stored["template"], stored["values"]
        told = {
            name: from_stored(value) if isinstance(value, dict) else value
            for name, value in values.items()
        }
        return say(template if isinstance(template, str) else Plural(*template), **told)
    except (AttributeError, LookupError, TypeError) as error:
        raise ValueError("not a stored sentence") from error


StoredSentence = Annotated[str, PlainValidator(from_stored), PlainSerializer(to_stored)]
"""The type of a field of an event that holds a sentence."""
