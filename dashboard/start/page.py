"""Start: one large action for a newcomer, and the path through the lab."""

import numpy as np
import streamlit as st

from core.datasets import BUNDLED
from core.recipe import preset
from dashboard.lab import address, screen, services, steering
from dashboard.lab.navigation import STEPS, numbered_title
from dashboard.render import pictures

TEXT = {
    "title": "First Epoch",
    "lead": (
        "A neural network learns from examples. Watch one learn to read handwritten digits, "
        "then draw a digit for it."
    ),
    "action": "Train a first network now",
    "action_help": "About five seconds on 1,437 small digits. You will see it learn.",
    "examples": "These are eight of the pictures that it learns from.",
    "caption": "label {label}",
    "path": "The way through the lab",
}
IN_A_ROW = 4
EXAMPLES = (0, 2, 5, 7, 12, 18, 26, 33)


def _train_first() -> None:
    screen.set_recipe(preset(screen.FIRST_RECIPE))
    steering.train()
    st.session_state.go_to_train = True


st.title(TEXT["title"])
st.markdown(f"#### {TEXT['lead']}")
st.space("small")
st.button(
    TEXT["action"],
    type="primary",
    icon=":material/play_arrow:",
    help=TEXT["action_help"],
    on_click=_train_first,
    key="train_first",
)
if st.session_state.pop("go_to_train", False):
    address.write_address()
    st.switch_page("train/page.py", query_params=st.query_params)

digits = services.library().load(BUNDLED.name)
chosen = np.array(EXAMPLES)
st.space("small")
st.caption(TEXT["examples"])
st.html(
    pictures.grid(
        digits.x_train[chosen],
        [TEXT["caption"].format(label=label) for label in digits.y_train[chosen]],
        digits.card.max_value,
    )
)
st.space("small")
st.subheader(TEXT["path"])
path = STEPS[1:]
places = [column for _row in range(0, len(path), IN_A_ROW) for column in st.columns(IN_A_ROW)]
for place, step in zip(places, path, strict=False):
    with place.container(border=True, height="stretch"):
        st.page_link(step.file, label=numbered_title(step), icon=step.icon)
        st.caption(step.help)
