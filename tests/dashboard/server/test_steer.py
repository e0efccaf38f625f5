"""Steering by the route: who may, what is understood, and that it answers at once."""

import json
from collections.abc import Iterator

import pytest

from core.engine import Engine
from core.recipe import preset
from core.runs.commands import SetOptimizer, SetPace
from core.runs.events import Interrupted
from core.runs.run import NotRead
from core.runs.store import RunStore
from dashboard.server.steer import LONGEST_MESSAGE, steer_route
from dashboard.server.visitors import who_asks
from tests.made.cookies import visitor_cookie
from tests.made.lone_engine import lone_engine
from tests.made.served import Served, served

ADA, EVE = "a" * 40, "e" * 40
OTHERS = "Only who has started this run can change it. You can look at it."


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[tuple[Engine, list]]:
    """An engine without workers, and what it gives to them."""
    engine, told = lone_engine(tmp_path_factory.mktemp("home"))
    yield engine, told
    engine.close()


@pytest.fixture(scope="module")
def ask(lab) -> Iterator[Served]:
    engine, _ = lab
    with served(steer_route(lambda: engine.on_behalf_of(who_asks()))) as ask:
        yield ask


@pytest.fixture
def store(lab):
    return lab[0].store


@pytest.fixture
def sent(lab) -> list:
    """The commands that were sent, each with its run."""
    lab[1].clear()
    return lab[1]


@pytest.fixture
def run_id(store) -> str:
    return store.create(preset("digits-mlp"), ADA, "engine")


@pytest.fixture
def steer(ask):
    """`steer(body, visitor, **headers)` → status and text."""

    def steer(body: object, visitor: str = ADA, **headers: str) -> tuple[int, str]:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        cookie = {"Cookie": visitor_cookie(visitor)} if visitor else {}
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
def test_the_owner_steers(steer, sent, run_id, wish, command):
    status, text = steer({"run": run_id, **wish})
    assert (status, json.loads(text)) == (200, {"ok": True})
    assert [(run_id, command)] == sent


def test_a_database_that_does_not_answer_is_said(steer, sent, run_id, monkeypatch):
    def away(*_arguments: object) -> None:
        raise NotRead("The runs cannot be read now.")

    monkeypatch.setattr(RunStore, "run", away)
    assert steer({"run": run_id, "command": "stop"}) == (503, "The runs cannot be read now.")
    assert sent == []


@pytest.mark.parametrize("visitor", [EVE, ""])
def test_nobody_else_steers(steer, sent, run_id, visitor):
    status, text = steer({"run": run_id, "command": "stop"}, visitor)
    assert (status, text) == (
        403,
        "Only who has started this run can change it. You can look at it.",
    )
    assert sent == []


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
        {"run": "\ud800", "command": "stop"},
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
def test_nonsense_is_refused(steer, sent, run_id, body):
    if isinstance(body, dict) and body.get("run") == "RUN":
        body = body | {"run": run_id}
    status, text = steer(body)
    assert (status, sent) == (400, [])
    assert text == "The lab does not know this command, or not with these values."


def test_a_message_longer_than_any_command_is_not_read(steer):
    assert steer("x" * (LONGEST_MESSAGE + 1)) == (413, "This is too long for a command.")


@pytest.mark.parametrize("unknown", ["000000000000", "../../etc/passwd", 5, None])
def test_an_unknown_run_is_not_found(steer, unknown):
    status, text = steer({"run": unknown, "command": "stop"})
    assert status == 404
    assert text.startswith("There is no run")


def test_a_run_that_is_over_is_not_steered(steer, sent, store, run_id):
    store.append(run_id, Interrupted())
    assert steer({"run": run_id, "command": "resume"}) == (409, "This run is over.")
    assert sent == []


def test_it_is_only_posted_to(ask):
    assert ask("GET", "/steer").status == 405
