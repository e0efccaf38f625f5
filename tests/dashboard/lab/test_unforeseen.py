"""An error that nobody foresaw: what the page says, and what the report tells."""

from streamlit.testing.v1 import AppTest


def failing_page() -> None:
    from dashboard.lab.unforeseen import show_unforeseen

    try:
        raise KeyError("a secret of nobody")
    except KeyError as error:
        assert show_unforeseen(error)


def test_it_says_what_happened_and_two_ways_back_with_a_report_to_copy():
    page = AppTest.from_function(failing_page)
    page.query_params["training.epochs"] = "7"
    page.run()
    assert not page.exception
    assert "Something went wrong that nobody foresaw" in page.error[0].value
    [ways] = page.html
    assert 'href="?training.epochs=7"' in ways.value
    assert ways.value.count("<a ") == 2
    [report] = page.code
    assert "KeyError: 'a secret of nobody'" in report.value
    assert "?data.dataset=digits" in report.value
    assert "Python 3." in report.value


def test_the_report_names_no_folder_of_this_machine():
    page = AppTest.from_function(failing_page).run()
    places = [line for line in page.code[0].value.splitlines() if line.startswith("  ")]
    assert places and not any(place.startswith("  /") for place in places)


def page_without_a_database() -> None:
    from core.runs.run import NotRead
    from dashboard.lab.unforeseen import show_unforeseen

    assert show_unforeseen(NotRead("The runs cannot be read now."))


def test_a_database_that_does_not_answer_was_foreseen():
    page = AppTest.from_function(page_without_a_database).run()
    assert [warning.value for warning in page.warning] == ["The runs cannot be read now."]
    assert not (page.error or page.exception or page.code)


def test_it_is_what_the_server_shows(tmp_path, monkeypatch):
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path))
    from dashboard.app import app, show_unforeseen

    assert app._on_script_error is show_unforeseen
