"""What the Model page remembers of a visit."""

from dataclasses import dataclass, field

import streamlit as st

from core.recipe import Model


@dataclass
class ModelState:
    """Earlier networks for Undo, and the setting of a layer that was changed last.

    `history` has the latest network last. `last_setting` is the key of the field that was changed
    last; `refused` whether what was last typed into a field is out of its bounds.
    """

    history: list[Model] = field(default_factory=list)
    last_setting: str | None = None
    refused: bool = False


def setting_of(key: str) -> object:
    """What the field of a layer's setting holds, by the key of the field."""
    return st.session_state[key]
