"""One visit of the lab: navigation, the recipe card in the sidebar, and the page asked for."""

from pathlib import Path

import streamlit as st

from dashboard import recipe_card, server_loop, session
from dashboard.steps import STEPS, numbered_title

HERE = Path(__file__).parent


def show() -> None:
    """Show the page that was asked for. Called once in every script run."""
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
    _come_back()
    server_loop.catch_up()


@st.fragment(run_every=24 * 3600)
def _come_back() -> None:
    """Let the page be built again when a lost lab is back: another one does not know its parts.

    Streamlit does so for a page of which something runs by itself, however seldom.
    """
