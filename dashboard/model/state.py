"""What the Model page remembers of a visit."""

from dataclasses import dataclass

import streamlit as st


@dataclass
class ModelState:
    """Whether what was last typed into a field is out of its bounds."""

    refused: bool = False


def setting_of(key: str) -> object:
    """What the field of a layer's setting holds, by the key of the field."""
    return st.session_state[key]
