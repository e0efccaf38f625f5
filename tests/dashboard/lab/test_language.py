"""The language of a visit: from the address or the browser, on pages, in callbacks and routes."""

import pytest
from streamlit.testing.v1 import AppTest

from core import language
from dashboard.draw.pen_answer import answer_to
from dashboard.server.files import file_route
from dashboard.server.pen import pen_route
from tests.made.served import served
from tests.paths import APP
from tests.widgets import on_page

PERSIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Questions worth a run"
msgstr "پرسش‌هایی که به یک اجرا می‌ارزند"

msgid "Next: {title}"
msgstr "بعدی: {title}"

msgid "{count:,} epoch"
msgid_plural "{count:,} epochs"
msgstr[0] "{count:,} دوره"
msgstr[1] "{count:,} دوره‌ها"

"""


@pytest.fixture
def persian(tmp_path, monkeypatch):
    """A catalogue with a few sentences in Persian."""
    (tmp_path / "fa.po").write_text(PERSIAN, encoding="utf-8")
    monkeypatch.setattr(language, "_FOLDER", tmp_path)
    language._catalogue.cache_clear()
    yield
    language._catalogue.cache_clear()


@pytest.fixture
def app(engine, in_the_app) -> AppTest:
    in_the_app(engine)
    return AppTest.from_file(APP, default_timeout=30)


def words(app: AppTest) -> str:
    elements = (*app.subheader, *app.caption, *app.warning)
    return "\n".join(one.value for one in elements)


def in_address(app: AppTest) -> str:
    said = app.query_params["lang"]  # a list before a run, a string after it
    return said if isinstance(said, str) else said[0]


def test_the_address_chooses_the_language_and_goes_on_saying_it(app, persian):
    app.query_params["lang"] = "fa-IR"
    app.run()
    assert app.subheader[0].value == "پرسش‌هایی که به یک اجرا می‌ارزند"
    assert "۶۰ دوره‌ها" in words(app)  # the first recipe trains for 60 epochs
    assert in_address(app) == "fa"
    del app.query_params["lang"]  # as a click on another page does
    on_page(app, "data").run()
    assert "۶۰ دوره‌ها" in words(app)
    assert in_address(app) == "fa"


def test_one_is_not_many(app, persian):
    app.query_params["lang"] = "fa"
    app.query_params["training.epochs"] = "1"
    assert words(app.run()).count("۱ دوره") == 1
    assert "دوره‌ها" not in words(app)


def test_else_the_browser_chooses(app, persian):
    app.context = {"locale": "fa-IR"}
    app.run()
    assert app.subheader[0].value == "پرسش‌هایی که به یک اجرا می‌ارزند"
    assert "lang" not in app.query_params


@pytest.mark.parametrize("unknown", ["xx", "", "../../etc/passwd", "en-US"])
def test_what_is_not_spoken_here_is_english(app, unknown):
    app.query_params["lang"] = unknown
    assert app.run().subheader[0].value == "Questions worth a run"


def a_page_with_a_notice() -> None:
    import streamlit as st

    from core.language import say
    from dashboard.lab import language, notices

    if "said" not in st.session_state:
        language.choose_language("en-XA")
    notices.show_notices()
    st.button("Say", key="said", on_click=lambda: notices.notice(say("Said by a callback.")))


def test_what_a_callback_says_is_in_the_language_of_the_visit():
    app = AppTest.from_function(a_page_with_a_notice).run()
    app.button(key="said").click().run()
    assert app.warning[0].value.startswith("⟦Said by a callback.")


def test_two_visits_have_each_their_language(app, engine, persian):
    app.query_params["lang"] = "fa"
    app.run()
    other = AppTest.from_file(APP, default_timeout=30).run()
    assert other.subheader[0].value == "Questions worth a run"
    assert app.run().subheader[0].value == "پرسش‌هایی که به یک اجرا می‌ارزند"


def test_the_routes_answer_in_the_language_that_they_are_asked_in(reader, engine, in_the_app):
    in_the_app(engine)
    with served(file_route()) as ask:
        reply = ask("GET", "/take-home/guessed/file.txt?lang=en-XA").body.decode()
        assert reply.startswith("⟦The page that offered this file has been closed")
    with served(pen_route(lambda: answer_to)) as ask:
        reply = ask("POST", f"/pen-answer?run={reader}&lang=en-XA", "").body.decode()
        assert "⟦Nothing is drawn yet." in reply
