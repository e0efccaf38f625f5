"""What a run that is over leaves to take home."""

import io
import json
import re
import zipfile

import onnx
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from dashboard.server.files import file_route
from tests.made.served import served


@pytest.fixture(scope="module")
def get():
    """`get(address)` → the server's reply."""
    with served(file_route()) as ask:
        yield lambda address: ask("GET", address)


@pytest.fixture
def page(engine, reader, in_the_app):
    """A page with the links of a run, which stays open as long as the test."""
    in_the_app(engine)

    def show(run_id):
        from core.runs.history import RunHistory
        from dashboard.lab import services, take_home

        store = services.engine().store
        history = RunHistory(store.run(run_id).recipe, run_id)
        history.add(store.events(run_id))
        take_home.offer_run(history)

    app = AppTest.from_function(show, args=(reader,)).run()
    assert not app.exception
    return app


def address(page: AppTest, ending: str) -> str:
    links = [link.proto.url for link in page.get("link_button")]
    return next(url for url in links if url.partition("?")[0].endswith(ending))


def test_the_film_is_a_moving_picture_below_a_megabyte(page, get):
    reply = get(address(page, ".webp"))
    film = Image.open(io.BytesIO(reply.body))
    assert film.n_frames > 30
    assert len(reply.body) < 1_000_000


def test_the_film_as_a_page_holds_what_was_stored_of_the_run(page, get, engine, reader):
    reply = get(address(page, ".html"))
    assert len(reply.body) < 1_000_000
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', reply.body.decode())
    frames = json.loads(found[1])["frames"]
    numbers = [frame["number"] for frame in frames if "event" in frame]
    assert numbers == [logged.number for logged in engine.store.events(reader)]
    steps = [frame["probe"]["step"] for frame in frames if "probe" in frame]
    assert steps == [moment.probe.step for moment in engine.store.film(reader)]
    assert "data.dataset=digits&amp;" in reply.body.decode()


def test_the_network_is_offered_for_keras_and_for_other_programs(page, get):
    assert zipfile.is_zipfile(io.BytesIO(get(address(page, ".keras")).body))
    graph = onnx.load_from_string(get(address(page, ".onnx")).body).graph
    assert [one.name for one in (*graph.input, *graph.output)] == ["pictures", "outputs"]
    assert "takes the dataset's pictures as they are" in page.caption[-1].value
