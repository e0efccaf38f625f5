"""Steering by the route: who may, what is understood, and that it answers at once."""

import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from core.recipe import preset
from core.runs.commands import Command, SetOptimizer, SetPace
from core.runs.events import Interrupted
from core.runs.store import RunStore
from dashboard.server.steer import LONGEST_MESSAGE, steer_route
from dashboard.server.visitor_cookie import COOKIE
from tests.made.served import Served, served

ADA, EVE = "ada0" * 8, "eve0" * 8
SENT: list[tuple[str, Command]] = []


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[RunStore]:
    store = RunStore(tmp_path_factory.mktemp("home"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def ask(store) -> Iterator[Served]:
    engine = SimpleNamespace(store=store, send=lambda *command: SENT.append(command))
    with served(steer_route(lambda: engine)) as ask:
        yield ask


@pytest.fixture(autouse=True)
def nothing_sent() -> None:
    SENT.clear()


@pytest.fixture
def run_id(store) -> str:
    return store.create(preset("digits-mlp"), ADA, "engine")


@pytest.fixture
def steer(ask):
    """`steer(body, visitor, **headers)` → status and text."""

    def steer(body: object, visitor: str = ADA, **headers: str) -> tuple[int, str]:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        cookie = {"Cookie": f"{COOKIE}={visitor}"} if visitor else {}
        reply = ask("POST", "/steer", text, cookie | headers)
        return reply.status, reply.body.decode()

    return steer


@pytest.mark.parametrize(
    ("wish", "command"),
    [
        ({"command": "pause"}, "pause"),
        ({"command": "resume"}, "resume"),
        ({"command": "step"}, "step"),
        ({"command": "step_epoch"}, "step_epoch"),
        ({"command": "stop"}, "stop"),
        ({"command": "pace", "seconds": 0.5}, SetPace(seconds=0.5)),
        (
            {"command": "change", "learning_rate": 0.1, "momentum": 0.9},
            SetOptimizer(learning_rate=0.1, momentum=0.9),
        ),
    ],
)
def test_the_owner_steers(steer, run_id, wish, command):
    status, text = steer({"run": run_id, **wish})
    assert (status, json.loads(text)) == (200, {"ok": True})
    assert [(run_id, command)] == SENT


@pytest.mark.parametrize("visitor", [EVE, ""])
def test_nobody_else_steers(steer, run_id, visitor):
    status, text = steer({"run": run_id, "command": "stop"}, visitor)
    assert (status, text) == (403, "Only who has started this run can steer it.")
    assert SENT == []


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Origin": "http://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://lab.example", "Host": "lab.example"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://lab.example"}, False),
        # Behind a proxy that gives the lab another name.
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://school.example"}, True),
    ],
)
def test_only_a_page_of_the_lab_steers(steer, run_id, headers, allowed):
    status, text = steer({"run": run_id, "command": "stop"}, **headers)
    assert status == (200 if allowed else 403)
    assert len(SENT) == allowed
    assert allowed or "another site" in text


@pytest.mark.parametrize(
    "body",
    [
        "",
        "stop",
        "[]",
        "null",
        "[" * (LONGEST_MESSAGE - 1),
        b"\xff\xfe",
        {"command": "stop"},
        {"run": "RUN"},
        {"run": "RUN", "command": "close"},
        {"run": "RUN", "command": ["stop"]},
        {"run": "RUN", "command": "stop", "seconds": 1},
        {"run": "RUN", "command": "pace"},
        {"run": "RUN", "command": "pace", "seconds": "NaN"},
        {"run": "RUN", "command": "pace", "seconds": 11},
        {"run": "RUN", "command": "change", "learning_rate": -1, "momentum": 0},
        {"run": "RUN", "command": "change", "learning_rate": float("nan"), "momentum": 0},
        {"run": "RUN", "command": "pause", "do": "stop"},
    ],
)
def test_nonsense_is_refused(steer, run_id, body):
    if isinstance(body, dict) and "run" in body:
        body = body | {"run": run_id}
    status, text = steer(body)
    assert (status, SENT) == (400, [])
    assert text == "The lab does not know this command, or not with these values."


def test_a_message_longer_than_any_command_is_not_read(steer):
    assert steer("x" * (LONGEST_MESSAGE + 1)) == (413, "This is too long for a command.")


@pytest.mark.parametrize("unknown", ["000000000000", "../../etc/passwd", 5, None])
def test_an_unknown_run_is_not_found(steer, unknown):
    status, text = steer({"run": unknown, "command": "stop"})
    assert status == 404
    assert text.startswith("There is no run")


def test_a_run_that_is_over_is_not_steered(steer, store, run_id):
    store.append(run_id, Interrupted())
    assert steer({"run": run_id, "command": "resume"}) == (409, "This run is over.")
    assert SENT == []


def test_it_is_only_posted_to(ask):
    assert ask("GET", "/steer").status == 405
