"""Downloads from a loopback server that is good, slow, broken, or not what it says."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from core.datasets import CARDS, DatasetError, Library
from core.datasets.card import PublishedFile
from core.datasets.jobs import Downloads
from tests.made import layouts
from tests.made.layouts import stand_in

MNIST, FER = stand_in("mnist"), stand_in("fer2013")
PAGE = b"<!DOCTYPE html><html><title>Sign in to the school network</title></html>"


class Server:
    """Serves a folder; `behave(path, handler, content)` may answer in another way."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.requests: list[str] = []
        self.behave: Callable = lambda path, handler, content: send(handler, content)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.requests.append(self.path)
                path = outer.folder / self.path.split("://")[-1].partition("/")[2]
                content = path.read_bytes() if path.is_file() else None
                try:
                    if content is None:
                        self.send_error(404)
                    else:
                        outer.behave(path.name, self, content)
                except ConnectionError:
                    pass  # the client has hung up, as some tests do

            def log_message(self, *_) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        # Looks every 10 ms whether it is to end, where half a second is the default.
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def send(handler: BaseHTTPRequestHandler, content: bytes, promised: int | None = None) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(promised or len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def send_slowly(path: str, handler: BaseHTTPRequestHandler, content: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    for start in range(0, len(content), 5000):
        handler.wfile.write(content[start : start + 5000])
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy, no mirror, nobody's files, and no waiting between tries."""
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "FIRST_EPOCH_MIRROR"):
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.lower(), raising=False)
    for variable in ("KERAS_HOME", "KAGGLEHUB_CACHE", "SCIKIT_LEARN_DATA", "HF_HOME"):
        monkeypatch.delenv(variable, raising=False)
    nobody = tmp_path / "nobody"
    nobody.mkdir()
    monkeypatch.setenv("HOME", str(nobody))
    monkeypatch.setenv("USERPROFILE", str(nobody))
    monkeypatch.chdir(nobody)
    monkeypatch.setattr("core.datasets.download.PAUSE", 0.01)
    monkeypatch.setattr("core.datasets.download.PIECE", 1000)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "served"
    folder.mkdir()
    layouts.idx_gz(MNIST, folder)
    server = Server(folder)
    yield server
    server.close()


@pytest.fixture
def library(tmp_path: Path, server: Server) -> Library:
    mnist = replace(MNIST.card, mirrors=(server.url,), alternatives=())
    return Library(tmp_path / "home", cards={"digits": CARDS["digits"], "mnist": mnist})


def assert_nothing_is_left(library: Library) -> None:
    assert not library.ready("mnist")
    assert not library.folder.exists() or list(library.folder.iterdir()) == []


# --- the good way --------------------------------------------------------------------------------


def test_download(library, server):
    seen = []
    library.download("mnist", lambda done, total: seen.append((done, total)))
    assert library.ready("mnist") and MNIST.equals(library.load("mnist"))
    sizes = [(server.folder / file.name).stat().st_size for file in MNIST.card.files]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == sum(sizes)
    assert [path.name for path in library.folder.iterdir()] == ["mnist"]
    assert len(list((library.folder / "mnist").iterdir())) == 5


def test_progress_knows_the_whole_from_the_card(library, server):
    files = tuple(
        replace(file, size=(server.folder / file.name).stat().st_size) for file in MNIST.card.files
    )
    card = replace(library.cards["mnist"], files=files)
    seen = []
    Library(library.folder.parent, cards={"mnist": card}).download(
        "mnist", lambda done, total: seen.append((done, total))
    )
    assert {total for _, total in seen} == {sum(file.size for file in files)}
    assert seen[-1][0] == seen[-1][1]


def test_what_is_ready_is_not_fetched_again(library, server):
    library.download("mnist")
    server.requests.clear()
    library.download("mnist")
    library.download("digits")
    assert server.requests == []


def test_the_schools_mirror_comes_first(library, server, tmp_path, monkeypatch):
    """As `<mirror>/<dataset>/<file>` or `<mirror>/<file>`; several mirrors, in order."""
    (tmp_path / "school" / "mnist").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    layouts.idx_gz(MNIST, tmp_path / "school" / "mnist")
    school, empty = Server(tmp_path / "school"), Server(tmp_path / "empty")
    monkeypatch.setenv("FIRST_EPOCH_MIRROR", f"{empty.url}/, {school.url}")
    library.download("mnist")
    assert MNIST.equals(library.load("mnist"))
    assert empty.requests and len(school.requests) == 4 and server.requests == []
    school.close()
    empty.close()


def test_a_mirror_may_offer_another_layout(tmp_path, server, monkeypatch):
    layouts.fer_tar(FER, server.folder)
    monkeypatch.setenv("FIRST_EPOCH_MIRROR", server.url)
    card = replace(FER.card, alternatives=())
    library = Library(tmp_path / "home", cards={"fer2013": card})
    library.download("fer2013")
    assert FER.equals(library.load("fer2013"))


def test_fer2013_from_a_public_zip_of_folders(tmp_path, server):
    """No file name in the address, JPEG folders in the zip: held against the counts."""
    place = layouts.picture_folders(FER, tmp_path, "archive", kind="JPEG")
    layouts.zipped(place, server.folder / "fer2013")
    zip_ = PublishedFile("fer2013.zip", url=f"{server.url}/fer2013")
    card = replace(FER.card, mirrors=(), alternatives=(zip_,))
    library = Library(tmp_path / "home", cards={"fer2013": card})
    library.download("fer2013")
    assert "JPEG" in library.card("fer2013").note


def test_the_usual_proxy_variables(library, server, monkeypatch):
    card = replace(library.cards["mnist"], mirrors=("http://datasets.invalid",))
    monkeypatch.setenv("HTTP_PROXY", server.url)
    Library(library.folder.parent, cards={"mnist": card}).download("mnist")
    assert library.ready("mnist")
    assert server.requests[0] == "http://datasets.invalid/train-images-idx3-ubyte.gz"


# --- servers that are no good --------------------------------------------------------------------


def test_a_slow_server(library, server):
    server.behave = send_slowly
    library.download("mnist")
    assert MNIST.equals(library.load("mnist"))


def test_a_transfer_that_breaks_is_tried_again(library, server):
    def break_once(path, handler, content):
        if server.requests.count(handler.path) == 1:
            send(handler, content[: len(content) // 2], promised=len(content))
        else:
            send(handler, content)

    server.behave = break_once
    library.download("mnist")
    assert MNIST.equals(library.load("mnist"))
    assert server.requests.count("/train-images-idx3-ubyte.gz") == 2


def test_a_server_that_always_breaks(library, server):
    server.behave = lambda path, handler, content: send(handler, content[:99], len(content))
    with pytest.raises(DatasetError, match="broke off in the middle, 3 times"):
        library.download("mnist")
    assert_nothing_is_left(library)


def test_a_server_that_falls_silent(library, server, monkeypatch):
    def fall_silent(path, handler, content):
        send(handler, content[:2000], promised=len(content))
        time.sleep(1)

    monkeypatch.setattr("core.datasets.download.TIMEOUT", (5, 0.2))
    server.behave = fall_silent
    with pytest.raises(DatasetError, match="broke off in the middle"):
        library.download("mnist")
    assert_nothing_is_left(library)


@pytest.mark.parametrize(("status", "answer"), [(403, "403 Forbidden"), (404, "404"), (503, "503")])
def test_a_server_that_refuses(status, answer, library, server):
    server.behave = lambda path, handler, content: handler.send_error(status)
    with pytest.raises(DatasetError) as refusal:
        library.download("mnist")
    message = str(refusal.value)
    assert answer in message
    assert f"{server.url}/train-images-idx3-ubyte.gz" in message  # which file, from where
    assert str(library.folder / "mnist") in message  # where to put it
    assert server.requests == ["/train-images-idx3-ubyte.gz"]
    assert_nothing_is_left(library)


def test_a_network_that_sends_a_web_page(library, server):
    server.behave = lambda path, handler, content: send(handler, PAGE)
    with pytest.raises(DatasetError, match="web page"):
        library.download("mnist")
    assert_nothing_is_left(library)


def test_files_of_another_content(library, server):
    layouts.idx_gz(stand_in("mnist", seed=4), server.folder)
    with pytest.raises(DatasetError, match="checksum differs"):
        library.download("mnist")
    assert_nothing_is_left(library)


def test_nobody_answers(library, server):
    server.close()
    with pytest.raises(DatasetError, match="could not be reached"):
        library.download("mnist")
    assert_nothing_is_left(library)


def test_the_next_mirror_helps(library, server, tmp_path):
    """Refused by one, fooled by another, served by the third."""
    (tmp_path / "portal").mkdir()
    portal = Server(layouts.idx_gz(MNIST, tmp_path / "portal"))
    portal.behave = lambda path, handler, content: send(handler, PAGE)
    mirrors = (f"{server.url}/nothing", portal.url, server.url)
    card = replace(library.cards["mnist"], mirrors=mirrors)
    Library(library.folder.parent, cards={"mnist": card}).download("mnist")
    assert MNIST.equals(library.load("mnist"))
    portal.close()


def test_cancelled_by_the_callback(library, server):
    class Enough(Exception):
        pass

    def on_progress(done, total):
        raise Enough

    with pytest.raises(Enough):
        library.download("mnist", on_progress)
    assert_nothing_is_left(library)


# --- files that are here already -----------------------------------------------------------------


def test_keras_copy_is_found_and_left_alone(library, server, tmp_path, monkeypatch):
    place = tmp_path / "keras" / "datasets"
    place.mkdir(parents=True)
    path = layouts.keras_npz(MNIST, place)
    before = path.read_bytes(), path.stat().st_mtime_ns
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    library.download("mnist")
    assert MNIST.equals(library.load("mnist")) and server.requests == []
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_broken_copy_elsewhere_is_left_alone_and_the_network_used(library, server, tmp_path):
    place = tmp_path / "nobody" / ".keras" / "datasets"
    place.mkdir(parents=True)
    (place / "mnist.npz").write_bytes(b"half a file")
    library.download("mnist")
    assert MNIST.equals(library.load("mnist")) and server.requests
    assert (place / "mnist.npz").read_bytes() == b"half a file"


@pytest.mark.parametrize(
    "place",
    [
        "data/MNIST/raw",
        ".cache/kagglehub/datasets/hojjatk/mnist-dataset/versions/1",
    ],
)
def test_torchvisions_and_kagglehubs_copies(place, library, server, tmp_path):
    (tmp_path / "nobody" / place).mkdir(parents=True)
    layouts.idx_plain(MNIST, tmp_path / "nobody" / place)
    library.download("mnist")
    assert MNIST.equals(library.load("mnist")) and server.requests == []


def test_scikit_learns_copy(library, server, tmp_path):
    home = tmp_path / "nobody"
    sklearn = home / "scikit_learn_data/openml/openml.org/data/v1/download"
    sklearn.mkdir(parents=True)
    layouts.openml_arff(MNIST, sklearn).rename(sklearn / "52667.gz")
    library.download("mnist")
    assert MNIST.equals(library.load("mnist")) and server.requests == []


def test_hugging_faces_copy(library, server, tmp_path):
    hub = tmp_path / "nobody/.cache/huggingface/hub/datasets--ylecun--mnist/snapshots/77f3/mnist"
    hub.mkdir(parents=True)
    layouts.parquet(MNIST, hub)
    library.download("mnist")
    assert MNIST.equals(library.load("mnist")) and server.requests == []


# --- downloads beside the pages ------------------------------------------------------------------


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that in 20 s"
        time.sleep(0.01)


def test_a_job_tells_how_far_it_is(library, server):
    server.behave = send_slowly
    jobs = Downloads(library)
    assert jobs.state("mnist") is None
    assert jobs.start("mnist").status == "running"
    wait_for(lambda: jobs.state("mnist").rate > 0 and jobs.state("mnist").total)
    state = jobs.state("mnist")
    assert state.seconds_left == pytest.approx((state.total - state.done) / state.rate)
    wait_for(lambda: jobs.state("mnist").status != "running")
    assert jobs.state("mnist").status == "done" and library.ready("mnist")


def test_two_visitors_share_one_download(library, server):
    server.behave = send_slowly
    jobs = Downloads(library)
    for _ in range(2):
        jobs.start("mnist")
    wait_for(lambda: jobs.state("mnist").status == "done")
    assert sorted(server.requests) == sorted(set(server.requests)) and len(server.requests) == 4


def test_cancel_and_start_again(library, server):
    server.behave = send_slowly
    jobs = Downloads(library)
    jobs.start("mnist")
    wait_for(lambda: jobs.state("mnist").done > 0)
    jobs.cancel("mnist")
    assert jobs.state("mnist").status == "cancelled"
    wait_for(lambda: not any(t.name == "download MNIST" for t in threading.enumerate()))
    assert jobs.state("mnist").status == "cancelled"
    assert_nothing_is_left(library)
    server.behave = lambda path, handler, content: send(handler, content)
    jobs.start("mnist")
    wait_for(lambda: jobs.state("mnist").status == "done")


def test_a_failed_job_says_why(library, server):
    server.behave = lambda path, handler, content: handler.send_error(403)
    jobs = Downloads(library)
    jobs.start("mnist")
    wait_for(lambda: jobs.state("mnist").status != "running")
    state = jobs.state("mnist")
    assert state.status == "failed" and "403 Forbidden" in state.error and "By hand" in state.error


def test_a_job_for_an_unknown_dataset(library):
    with pytest.raises(DatasetError, match="no dataset called"):
        Downloads(library).start("mnist2")


def test_letters_out_of_an_archive_of_several_datasets(server, tmp_path):
    """EMNIST is one zip. Of it the letters are kept: upright, labels from 0, named A to Z."""
    letters = layouts.emnist_archive(server.folder / "gzip.zip")
    [archive] = letters.card.alternatives
    card = replace(letters.card, alternatives=(replace(archive, url=f"{server.url}/gzip.zip"),))
    library = Library(tmp_path / "home", cards={card.name: card})
    library.download("emnist-letters")
    loaded = library.load("emnist-letters")
    assert letters.equals(loaded)
    assert (loaded.y_train.min(), loaded.y_train.max()) == (0, 25)
    assert "".join(loaded.card.classes) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert "turned upright" in loaded.card.note


# --- what the real cards offer -------------------------------------------------------------------


def test_real_addresses(monkeypatch):
    from core.datasets.download import offers

    first = {name: next(offers(card)).urls[0] for name, card in CARDS.items() if name != "digits"}
    assert first["fer2013"] == "https://www.kaggle.com/api/v1/datasets/download/msambare/fer2013"
    assert all(url.startswith("https://") for url in first.values())
    monkeypatch.setenv("FIRST_EPOCH_MIRROR", "http://school/a http://school/b/")
    urls = [offer.urls for offer in offers(CARDS["fer2013"])]
    assert urls[0] == ("http://school/a/fer2013/fer2013.tar.gz",)
    assert ("http://school/b/fer2013.csv",) in urls
