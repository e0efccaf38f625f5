"""Who may change what: whoever has made it, and nobody else.

`visitor` is who asks. A script that has the engine or the library itself asks as None and may do
all; an empty name is that of somebody whom the lab does not know, who owns nothing.
"""

from core.language import say


class NotTheOwner(Exception):
    """A visitor asked to change what belongs to another; the message is a sentence."""


def is_owner(visitor: str | None, owner: str) -> bool:
    """Whether a visitor may change what belongs to `owner`."""
    return visitor is None or (bool(visitor) and visitor == owner)


def require_owner(visitor: str | None, owner: str, sentence: str) -> None:
    """Raise NotTheOwner, with the sentence, unless the visitor may change what is `owner`'s."""
    if not is_owner(visitor, owner):
        raise NotTheOwner(say(sentence))
