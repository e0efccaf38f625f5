"""Start: one large action for a newcomer, and the path through the lab."""

import numpy as np
import streamlit as st

from core.datasets import BUNDLED
from core.language import say
from core.recipe import preset
from dashboard.lab import address, screen, services, steering
from dashboard.lab.navigation import PAGES, numbered_title
from dashboard.lab.state import state_of
from dashboard.lab.texts import BRAND
from dashboard.render import pictures
from dashboard.start import texts
from dashboard.start.state import StartState

IN_A_ROW = 4
EXAMPLES = (0, 2, 5, 7, 12, 18, 26, 33)


def _train_first() -> None:
    screen.set_recipe(preset(screen.FIRST_RECIPE))
    steering.start_run()
    state_of(StartState).go_to_train = True


st.title(BRAND)
st.markdown(f"#### {say(texts.LEAD)}")
st.space("small")
st.button(
    say(texts.ACTION),
    type="primary",
    icon=":material/play_arrow:",
    help=say(texts.ACTION_HELP),
    on_click=_train_first,
    key="train_first",
)
if state_of(StartState).go_to_train:
    state_of(StartState).go_to_train = False
    address.write_address()
    st.switch_page("train/page.py", query_params=st.query_params)

digits = services.library().load(BUNDLED.name)
chosen = np.array(EXAMPLES)
st.space("small")
st.caption(say(texts.EXAMPLES))
st.html(
    pictures.grid(
        digits.x_train[chosen],
        [say(texts.CAPTION, label=label) for label in digits.y_train[chosen]],
        digits.card.max_value,
    )
)
st.space("small")
st.subheader(say(texts.PATH))
path = PAGES[1:]
places = [column for _row in range(0, len(path), IN_A_ROW) for column in st.columns(IN_A_ROW)]
for place, page in zip(places, path, strict=False):
    with place.container(border=True, height="stretch"):
        st.page_link(page.file, label=numbered_title(page), icon=page.icon)
        st.caption(say(page.help))
