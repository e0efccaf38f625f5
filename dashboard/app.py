"""The app: navigation, the recipe card in the sidebar, and the page that was asked for."""

import sys
from pathlib import Path

# `streamlit run` puts this folder on the path, not the one above it that holds `core`.
ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

import streamlit as st  # noqa: E402

from dashboard import recipe_card, session  # noqa: E402
from dashboard.steps import STEPS, numbered_title  # noqa: E402

HERE = Path(__file__).parent

st.set_page_config(
    page_title="First Epoch", page_icon=str(HERE / "images" / "icon.svg"), layout="wide"
)
st.logo(HERE / "images" / "logo.svg", icon_image=HERE / "images" / "icon.svg", size="large")
session.begin()
page = st.navigation(
    [
        st.Page(
            step.file,
            title=numbered_title(step),
            icon=step.icon,
            url_path=step.path,
            default=step.path == "",
            help=step.help,
        )
        for step in STEPS
    ]
)
with st.sidebar:
    recipe_card.show()
    session.remember_visitor()
    st.html(HERE / "style.css")
session.show_notices()
page.run()
session.write_address()
session.engine()  # workers start while the first page is read
