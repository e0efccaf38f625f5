"""The live stream: what a browser gets that follows runs."""

import asyncio
import json
import math
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from functools import partial
from secrets import token_hex
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import quote

import psutil
import pytest
from starlette.middleware import Middleware
from streamlit.web.server.starlette.starlette_gzip_middleware import SelectiveGZipMiddleware

from core.coach import urgent_rules
from core.datasets import Library
from core.recipe import preset
from core.runs.events import Epoch, Finished, Progress, Queued, Resumed, Started, Yielded
from core.runs.film import Position
from core.runs.probe import ProbeResult, Units
from core.runs.run import NotRead
from core.runs.store import RunStore
from dashboard.server import access, broadcast, live
from dashboard.server.broadcast import Broadcast
from dashboard.server.frames import Frame, RunFrames
from dashboard.server.live import MOST_RUNS, MOST_STREAMS, Live
from tests.made.cookies import visitor_cookie
from tests.made.served import Served, served

RECIPE = preset("digits-mlp")
ADA, EVE = "ada0" * 8, "eve0" * 8
STARTED = Started(train_count=100, validation_count=5, steps_per_epoch=10, parameter_count=3)
END = Finished(test_loss=1.0, test_accuracy=0.5, seconds=1.0)


def in_a_loop(result: Coroutine) -> list:
    """What a coroutine returns; in a thread, for the browser tests have a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, result).result()


def progress(step: int, loss: float = 1.0) -> Progress:
    return Progress(epoch=1, step=step, loss=loss, accuracy=0.5, images_per_second=1.0)


def epoch(number: int, val_loss: float = 2.0) -> Epoch:
    return Epoch(epoch=number, step=10 * number, val_loss=val_loss, val_accuracy=0.1, seconds=0.0)


def probe(step: int) -> ProbeResult:
    units = Units(shape=(1, 1, 2, 1), largest=0.5, levels=bytes([127, 129]))
    return ProbeResult(
        epoch=1, step=step, predicted=(3,), shares=(math.nan,), units=units, layers=()
    )


class Lab(NamedTuple):
    """An engine without workers, and the server on which its runs are followed."""

    engine: SimpleNamespace
    ask: Served

    @property
    def store(self) -> RunStore:
        return self.engine.store

    def run(self, *contents: object) -> str:
        """A new run with these events and probes after it was queued and begun → its id."""
        run_id = self.store.create(RECIPE, "ada", "engine")
        self.tell(run_id, STARTED, *contents)
        return run_id

    def tell(self, run_id: str, *contents: object) -> None:
        self.store.append_all([(run_id, content, token_hex(4)) for content in contents])

    def frames(self, about: str) -> tuple[list[dict], str]:
        """The answer as JSON: frames and position."""
        reply = self.ask("GET", f"/live?{about}", headers={"Accept": "application/json"})
        assert reply.status == 200
        answer = json.loads(reply.body)
        return answer["frames"], answer["position"]


class Stream:
    """A browser that follows runs."""

    def __init__(self, lab: Lab, about: str, **headers: str):
        self._connection, self.response = lab.ask.open("GET", f"/live?{about}", headers=headers)
        self.last_id = ""

    def lines(self) -> Iterator[str]:
        while line := self.response.readline():
            yield line.decode().rstrip("\n")

    def next(self) -> dict:
        """The next frame."""
        for line in self.lines():
            if line.startswith("id: "):
                self.last_id = line.removeprefix("id: ")
            elif line.startswith('data: {"run"'):
                return json.loads(line.removeprefix("data: "))
        raise AssertionError("the stream has ended")

    def close(self) -> None:
        self.response.close()
        self._connection.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[Lab]:
    home = tmp_path_factory.mktemp("home")
    store = RunStore(home)
    engine = SimpleNamespace(
        store=store,
        library=Library(home),
        ready=True,
        place=lambda _run_id: None,
        held_back=lambda _run_id: 0,
        lack=lambda: None,
    )
    route = Live(lambda: engine.store, lambda: partial(RunFrames, engine, urgent_rules)).route()
    with served(route, middleware=[Middleware(SelectiveGZipMiddleware)]) as ask:
        yield Lab(engine, ask)
    store.close()


@pytest.fixture
def follow(lab):
    """`follow(about, **headers)` opens a stream, which ends with the test."""
    streams = []

    def follow(about: str, **headers: str) -> Stream:
        streams.append(Stream(lab, about, **headers))
        return streams[-1]

    yield follow
    for stream in streams:
        stream.close()


def told(frame: dict) -> object:
    """What a frame tells: the number of an event, the step of a probe, a place in line, advice."""
    if "probe" in frame:
        return f"probe {frame['probe']['step']}"
    if "place" in frame:
        return f"place {frame['place']}" + (f", no {frame['lack']}" if frame["lack"] else "")
    return frame["number"] if "event" in frame else frame["advice"]


def test_a_run_that_is_over_is_told_from_its_beginning(lab, follow):
    run_id = lab.run(epoch(0), probe(0), progress(5), probe(5), epoch(1), END)
    frames, position = lab.frames(f"run={run_id}")
    assert [told(frame) for frame in frames] == [0, 1, 2, "probe 0", 3, "probe 5", 4, 5]
    stream = follow(f"run={run_id}")
    assert [stream.next() for _ in frames] == frames
    assert stream.last_id == position


def test_frames_say_what_happened_when(lab):
    run_id = lab.run(progress(3, loss=math.nan), probe(4))
    (queued, _started, first, second), _ = lab.frames(f"run={run_id}")
    assert queued["event"] == Queued().model_dump()
    assert (first["run"], first["number"]) == (run_id, 2)
    assert first["time"] == pytest.approx(time.time(), abs=60)
    assert first["event"] == progress(3).model_dump() | {"loss": None}
    assert second == {
        "run": run_id,
        "time": pytest.approx(time.time(), abs=60),
        "probe": {
            "epoch": 1,
            "step": 4,
            "predicted": [3],
            "shares": [None],
            "units": {"shape": [1, 1, 2, 1], "largest": 0.5, "levels": "f4E="},
            "layers": [],
        },
    }


def test_from_any_position_on_nothing_is_missing_and_nothing_comes_twice(lab, follow):
    contents = (epoch(0), probe(0), progress(2), probe(2), probe(4), progress(5), END)
    one, two = lab.run(*contents), lab.run(*contents)
    stream = follow(f"run={one}&run={two}")
    whole, positions = [], []
    for _ in range(2 * (len(contents) + 2)):
        whole.append(stream.next())
        positions.append(stream.last_id)
    assert {frame["run"] for frame in whole} == {one, two}
    for place, position in enumerate(positions):
        rest, last = lab.frames(f"run={one}&run={two}&after={position}")
        assert rest == whole[place + 1 :]
        assert last == positions[-1]


def test_a_run_is_followed_as_it_goes_and_after_the_line_was_lost(lab, follow):
    run_id = lab.run()
    stream = follow(f"run={run_id}")
    assert [told(stream.next()) for _ in range(2)] == [0, 1]
    for number in range(2, 5):
        lab.tell(run_id, progress(number))
        assert told(stream.next()) == number
    stream.close()
    lab.tell(run_id, progress(4), probe(4))
    again = follow(f"run={run_id}", **{"Last-Event-ID": stream.last_id})
    assert [told(again.next()) for _ in range(2)] == [5, "probe 4"]
    lab.tell(run_id, probe(5), END)
    assert [told(again.next()) for _ in range(2)] == ["probe 5", 6]


def test_who_asks_again_and_again_gets_each_frame_once(lab):
    run_id, position, seen = lab.run(), "", []
    for number in range(2, 5):
        lab.tell(run_id, progress(number))
        deadline = time.monotonic() + 20
        while len(seen) <= number and time.monotonic() < deadline:
            frames, position = lab.frames(f"run={run_id}&after={position}")
            seen += [frame["number"] for frame in frames]
    assert seen == [0, 1, 2, 3, 4]


def test_a_stream_is_neither_held_back_nor_compressed(lab, follow):
    run_id = lab.run()
    stream = follow(f"run={run_id}", **{"Accept-Encoding": "gzip"})
    assert stream.response.status == 200
    headers = stream.response.headers
    assert headers.get_content_type() == "text/event-stream"
    assert (headers["Content-Encoding"], headers["X-Accel-Buffering"]) == (None, "no")
    assert headers["Cache-Control"] == "no-store"
    lines = stream.lines()
    assert [next(lines) for _ in range(2)] == ["event: hello", "data: {}"]


def test_a_stream_that_has_nothing_to_tell_says_that_it_lives(lab, follow, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.05)
    stream = follow(f"run={lab.run()}")
    assert next(line for line in stream.lines() if line.startswith(":")) == ": still here"


@pytest.mark.parametrize("about", ["run=000000000000", "run=../../etc/passwd", "run=%00"])
def test_an_unknown_run_is_not_found(lab, about):
    reply = lab.ask("GET", f"/live?{about}&run={lab.run()}")
    assert reply.status == 404
    assert reply.body.decode().startswith("There is no run")


@pytest.mark.parametrize("count", [0, MOST_RUNS + 1])
def test_no_run_and_too_many_are_refused(lab, count):
    about = "&".join(f"run={number:012}" for number in range(count))
    reply = lab.ask("GET", f"/live?{about}")
    assert (reply.status, reply.body.decode()) == (
        400,
        "Between 1 and 40 runs can be followed at once.",
    )


@pytest.mark.parametrize(
    "position", ["x", "=1", "{run}=", "{run}=x", "{run}=-5", "{run}=1.x", "١=١"]
)
def test_a_position_that_is_none_is_the_beginning(lab, position):
    run_id = lab.run()
    frames, _ = lab.frames(f"run={run_id}&after=".encode().decode() + _quoted(position, run_id))
    assert [told(frame) for frame in frames] == [0, 1]


def _quoted(position: str, run_id: str) -> str:

    return quote(position.format(run=run_id))


def test_a_visitor_has_so_many_streams_and_another_has_his_own(lab, follow):
    run_id = lab.run()
    ada = {"Cookie": visitor_cookie(ADA)}
    streams = [follow(f"run={run_id}", **ada) for _ in range(MOST_STREAMS)]
    for stream in streams:
        stream.next()
    refused = lab.ask("GET", f"/live?run={run_id}", headers=ada)
    assert refused.status == 429
    assert "Close some of them" in refused.body.decode()
    other = follow(f"run={run_id}", Cookie=visitor_cookie(EVE))
    assert told(other.next()) == 0
    streams[0].close()
    deadline = time.monotonic() + 20
    while follow(f"run={run_id}", **ada).response.status != 200:
        assert time.monotonic() < deadline


def test_answers_as_json_are_counted_too(lab, monkeypatch):
    run_id, looked = lab.run(), threading.Event()
    monkeypatch.setattr(live, "MOST_STREAMS", 2)
    monkeypatch.setattr(access, "may_look", lambda run, visitor: looked.wait(20))
    ada = {"Cookie": visitor_cookie(ADA), "Accept": "application/json"}
    with ThreadPoolExecutor(3) as pages:
        asked = [pages.submit(lab.ask, "GET", f"/live?run={run_id}", "", ada) for _ in range(3)]
        refused = next(as_completed(asked)).result()
        looked.set()
        statuses = sorted(reply.result().status for reply in asked)
    assert "Close some of them" in refused.body.decode()
    assert statuses == [200, 200, 429]
    assert lab.ask("GET", f"/live?run={run_id}", "", ada).status == 200


def test_a_run_is_read_once_for_all_who_follow_it(lab, follow, monkeypatch):
    run_id = lab.run()
    reads = []
    read = RunStore.events

    def counted(store: RunStore, run: str, after: int = -1):
        reads.append(after)
        return read(store, run, after)

    streams = [follow(f"run={run_id}") for _ in range(10)]
    for stream in streams:
        assert [told(stream.next()) for _ in range(2)] == [0, 1]
    monkeypatch.setattr(RunStore, "events", counted)
    for number in (2, 3):
        lab.tell(run_id, progress(number))
        for stream in streams:
            assert told(stream.next()) == number
    assert len(reads) < len(streams)


def test_the_coach_is_heard_when_it_says_something_else(lab, follow):
    run_id = lab.run(epoch(0))
    stream = follow(f"run={run_id}")
    assert [told(stream.next()) for _ in range(3)] == [0, 1, 2]
    lab.tell(run_id, epoch(1, val_loss=math.nan).model_copy(update={"loss": math.nan}))
    assert [told(stream.next()) for _ in range(2)] == [3, ["diverged"]]
    # Who comes later hears it too.
    frames, _ = lab.frames(f"run={run_id}&after={run_id}=3")
    assert frames == [{"run": run_id, "advice": ["diverged"]}]


def test_a_run_that_waits_is_told_its_place_until_it_begins(lab, follow, monkeypatch):
    monkeypatch.setattr(broadcast, "NEWS_SECONDS", 0.05)
    monkeypatch.setattr(lab.engine, "ready", False)
    places = {}
    monkeypatch.setattr(lab.engine, "place", places.get)
    run = lab.store.create(RECIPE, "ada", "engine")
    stream = follow(f"run={run}")
    assert [told(stream.next()) for _ in range(2)] == [0, "place None"]
    lab.engine.ready = True
    for place in (1, 0):
        places[run] = place
        assert told(stream.next()) == f"place {place}"
    places[run] = None
    lab.tell(run, STARTED, progress(1), Yielded())
    assert [told(stream.next()) for _ in range(3)] == [1, 2, 3]
    places[run] = 2
    assert told(stream.next()) == "place 2"
    with monkeypatch.context() as patch:
        patch.setattr(lab.engine, "lack", lambda: "workers")
        assert told(stream.next()) == "place 2, no workers"
    assert told(stream.next()) == "place 2"
    lab.tell(run, Resumed())
    assert told(stream.next()) == 4


@pytest.mark.parametrize("is_read", [True, False], ids=["full disk", "database away"])
def test_events_that_wait_to_be_written_are_told(lab, follow, monkeypatch, is_read):
    monkeypatch.setattr(broadcast, "NEWS_SECONDS", 0.05)
    run_id = lab.run()
    stream = follow(f"run={run_id}")
    assert [told(stream.next()) for _ in range(2)] == [0, 1]

    def away(*_arguments: object, **_named: object) -> None:
        raise NotRead("Nobody answers.")

    with monkeypatch.context() as patch:
        if not is_read:
            patch.setattr(RunStore, "events", away)
        patch.setattr(lab.engine, "held_back", lambda _run_id: 7)
        assert stream.next() == {"run": run_id, "held_back": 7}
    assert stream.next() == {"run": run_id, "held_back": 0}
    lab.tell(run_id, progress(1))
    assert told(stream.next()) == 2


def test_who_may_not_look_at_a_run_is_refused(lab, follow, monkeypatch):
    shown, hidden = lab.run(), lab.run()
    follow(f"run={shown}&run={hidden}").next()  # somebody follows both already
    monkeypatch.setattr(access, "may_look", lambda run, visitor: (run.id, visitor) != (hidden, EVE))
    eve = {"Cookie": visitor_cookie(EVE)}
    for about in (f"run={hidden}", f"run={shown}&run={hidden}"):
        refused = lab.ask("GET", f"/live?{about}", headers=eve)
        assert (refused.status, refused.body.decode()) == (403, live.NOT_FOR_YOU)
    assert told(follow(f"run={shown}", **eve).next()) == 0
    assert told(follow(f"run={hidden}").next()) == 0


def test_500_openings_and_closings_leave_nothing_behind(lab, monkeypatch):
    monkeypatch.setattr(broadcast, "LINGER_SECONDS", 0.05)
    monkeypatch.setattr(broadcast, "NEWS_SECONDS", 0.05)
    run_id = lab.run()
    this = psutil.Process()

    def held() -> tuple[int, int]:
        return threading.active_count(), this.num_fds()

    def open_and_close() -> None:
        stream = Stream(lab, f"run={run_id}")
        stream.next()
        stream.close()

    for _ in range(10):
        open_and_close()
    before = held()
    for _ in range(500):
        open_and_close()
    deadline = time.monotonic() + 20
    while (held() > before or lab.store._listeners._of_run) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert held() <= before
    assert not lab.store._listeners._of_run


class Source:
    """Stands for the frames of a run: gives what is put into it."""

    run_id = "a"

    def __init__(self) -> None:
        self.coming: list = []
        self._tell = lambda: None

    def listening(self, tell):
        self._tell = tell
        return nullcontext()

    def put(self, *frames) -> None:
        self.coming += frames
        self._tell()

    def new(self) -> list:
        came, self.coming = self.coming, []
        return came


def frame(kind: str, event: int, moment: int = -1, size: int = 10):
    return Frame(kind, Position(event, moment), f"{kind} {event}.{moment}".ljust(size).encode())


def test_a_slow_browser_gets_every_event_and_of_the_probes_the_newest():
    async def slow() -> list[str]:
        source = Source()
        run = Broadcast(source)
        follower = live._Follower([run], {})
        source.put(frame("queued", 0), frame("probe", 0, 0), frame("probe", 0, 1))
        async with follower.following():
            pieces = follower.pieces(asyncio.Event())
            got = [await anext(pieces), await anext(pieces)]
            for number in range(1, 6):
                source.put(frame("progress", number), frame("probe", number, number + 1))
                await asyncio.sleep(0.08)  # meanwhile the browser takes nothing
            got.append(await asyncio.wait_for(anext(pieces), 10))
            await pieces.aclose()
        return [piece.decode() for piece in got]

    hello, first, second = in_a_loop(slow())
    assert hello.startswith("event: hello")
    assert first.count("data: probe") == 2  # the film until now
    assert [second.count(f"data: progress {number}.") for number in range(1, 6)] == [1] * 5
    assert second.count("data: probe") == 1
    assert "id: a=5.6\ndata: probe 5.6" in second


def test_what_is_kept_of_a_run_is_bounded_and_no_end_of_an_epoch_is_lost(monkeypatch):
    monkeypatch.setattr(broadcast, "MOST_BYTES", {"progress": 1000, "probe": 1000})

    async def many() -> list:
        source = Source()
        run = Broadcast(source)
        async with run.following():
            for number in range(0, 600, 3):
                source.put(
                    frame("epoch", number),
                    frame("progress", number + 1, size=20),
                    frame("probe", number + 1, number, size=20),
                )
                await run._read()
        return run.after((-1, -1))

    kept = in_a_loop(many())
    kinds = [one.kind for one in kept]
    assert kinds.count("epoch") == 200
    for kind in ("progress", "probe"):
        assert 25 <= kinds.count(kind) <= 50
        assert [one for one in kept if one.kind == kind][-1].position.event == 598
    assert kept == sorted(kept, key=lambda one: one.position)
