"""One visit of the lab: navigation, the recipe card in the sidebar, and the page asked for."""

from pathlib import Path

import streamlit as st

from dashboard.lab import address, notices, recipe_card, services, visitor
from dashboard.lab.navigation import STEPS, numbered_title
from dashboard.server import streamlit_fixes

HERE = Path(__file__).parent


def show() -> None:
    """Show the page that was asked for. Called once in every script run."""
    st.set_page_config(
        page_title="First Epoch", page_icon=str(HERE / "images" / "icon.svg"), layout="wide"
    )
    st.logo(HERE / "images" / "logo.svg", icon_image=HERE / "images" / "icon.svg", size="large")
    address.begin()
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
        visitor.remember_visitor()
        st.html(HERE / "style.css")
    notices.show_notices()
    page.run()
    address.write_address()
    services.engine()  # workers start while the first page is read
    _come_back()
    streamlit_fixes.catch_up()


@st.fragment(run_every=24 * 3600)
def _come_back() -> None:
    """Let the page be built again when a lost lab is back: another one does not know its parts.

    Streamlit does so for a page of which something runs by itself, however seldom.
    """
