"""One visit of the lab: navigation, the recipe card, the page asked for, a chapter beside it."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from core.disk import shortage
from core.home import IS_GONE, home_folder, is_gone
from core.language import say, spoken
from core.runs.run import RunError
from dashboard.lab import address, language, notices, recipe_card, screen, services, texts
from dashboard.lab.navigation import GROUPS, numbered_title, way_to_chapter
from dashboard.server import streamlit_fixes

HERE = Path(__file__).parent


def show(show_chapter: Callable[[], None]) -> None:
    """Show the page that was asked for, beside it with `show_chapter` the chapter that is open.

    Called once in every script run.
    """
    st.set_page_config(
        page_title=texts.BRAND, page_icon=str(HERE / "images" / "icon.svg"), layout="wide"
    )
    st.logo(HERE / "images" / "logo.svg", icon_image=HERE / "images" / "icon.svg", size="large")
    address.begin_visit()
    with spoken(language.of_visit()):  # looked up once, not for every sentence
        _stop_without_home()
        _draw(show_chapter)
    services.engine()  # workers start while the first page is read
    streamlit_fixes.catch_up()


def _stop_without_home() -> None:
    """Show nothing but a sentence if the lab's folder was taken away: all would fail, each anew."""
    home = home_folder()
    if is_gone(home):
        st.error(say(IS_GONE, home=home), icon=":material/error:")
        st.stop()


def _leave_what_is_gone() -> None:
    """Leave the dataset and the run on screen if they are not to be had any longer."""
    # Its owner may have deleted it, or may not share it any longer.
    if screen.recipe().data.dataset not in services.library().names():
        screen.open_recipe(screen.recipe())
    # A quota may have deleted it.
    if run_id := screen.run_id():
        try:
            services.engine().store.run(run_id)
        except RunError:
            screen.show_run(None)
            notices.notice(say(texts.RUN_GONE))


def _draw(show_chapter: Callable[[], None]) -> None:
    _leave_what_is_gone()
    # The chapter needs the room; who opens the sidebar meanwhile has it.
    st.set_page_config(initial_sidebar_state="collapsed" if screen.chapter() else "auto")
    chosen = st.navigation(
        {
            say(group): [
                st.Page(
                    page.file,
                    title=numbered_title(page),
                    icon=page.icon,
                    url_path=page.path,
                    default=page.path == "",
                    help=say(page.help),
                )
                for page in pages
            ]
            for group, pages in GROUPS.items()
        },
        expanded=True,
    )
    with st.sidebar:
        recipe_card.show()
        streamlit_fixes.keep_history()
        streamlit_fixes.come_back()  # before the page, which may end early
        st.html(HERE / "style.css")
    if sentence := shortage(home_folder()):
        st.warning(sentence, icon=":material/hard_drive:")
    notices.show_notices()
    address.open_page(chosen.url_path)
    if screen.chapter():
        way_to_chapter()
    page = st.container()
    if screen.chapter():  # drawn before the page, which may end early
        with st.container(key="chapter", gap="small"):
            show_chapter()
    with page:
        chosen.run()
    address.write_address()
