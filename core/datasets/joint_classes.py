"""Classes that are several others in one, as tables of pictures with several labels have them."""

import re
from collections.abc import Sequence

from core.datasets.arrangement.readings import listed
from core.datasets.naming import folded
from core.language import plural, say

JOINT = plural(
    "{count:,} class looks like several in one: {names}. A picture has one class here, so it "
    "counts as one of its own.",
    "{count:,} classes look like several in one: {names}. A picture has one class here, so each "
    "counts as one of its own.",
)
_SIGNS = ("|", ";", ",", "+", "&", "/", " ")


def doubts(classes: Sequence[str]) -> list[str]:
    """A note on classes such as `cat|dog` among `cat` and `dog`."""
    names = {*map(folded, classes)}
    joint = [name for name in classes if any(_is_joint(name, sign, names) for sign in _SIGNS)]
    return [say(JOINT, count=len(joint), names=listed(joint))] if joint else []


def _is_joint(name: str, sign: str, names: set[str]) -> bool:
    parts = [part for part in re.split(rf"\s*{re.escape(sign)}\s*", name) if part]
    return len(parts) > 1 and all(folded(part) in names for part in parts)
