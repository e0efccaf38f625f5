"""By which names the lab is called, from which pages it is asked, and who may name its files."""

import socket
from collections.abc import Iterator

import pytest
import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard.server.known_address import KnownAddress, offers_local_files
from dashboard.startup.access import LOCAL_FILES_VARIABLE
from tests.made.served import Served, served

PORT = 8501


@pytest.fixture
def given(monkeypatch):
    """`given(**options)`: what the lab was told at its start, of the section `server`."""

    def give(**options: object) -> None:
        told = {f"server.{name}": value for name, value in options.items()}
        ask = st.get_option
        monkeypatch.setattr(
            st, "get_option", lambda name: told[name] if name in told else ask(name)
        )

    give(address="127.0.0.1", port=PORT, allowedHosts=[])
    return give


async def greet(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("inside")
    await socket.close()


@pytest.fixture(scope="module")
def ask() -> Iterator[Served]:
    inside = PlainTextResponse("inside")
    routes = [
        WebSocketRoute("/_stcore/stream", greet),
        Route("/{path:path}", lambda _request: inside, methods=["GET", "POST", "PUT"]),
    ]
    with served(*routes, middleware=[Middleware(KnownAddress)]) as ask:
        yield ask


@pytest.mark.parametrize("path", ["/", "/live?run=a", "/take-home/a/b", "/static/js/index.js"])
def test_a_name_that_leads_here_all_of_a_sudden_is_refused(ask, given, path):
    reply = ask("GET", path, headers={"Host": f"rebound.example:{PORT}"})
    assert reply.status == 403
    assert "does not answer to the name “rebound.example”" in reply.body.decode()
    assert ask("GET", path, headers={"Host": f"localhost:{PORT}"}).body == b"inside"


HOSTS = [
    # (what the browser calls the lab, the address it listens on, is answered)
    ("127.0.0.1:8501", "127.0.0.1", True),
    ("LocalHost", "127.0.0.1", True),
    ("localhost.:8501", "127.0.0.1", True),
    ("[::1]:8501", "127.0.0.1", True),
    (socket.gethostname(), "127.0.0.1", True),
    ("192.168.1.7:8501", "127.0.0.1", False),
    ("localhost.evil.example", "127.0.0.1", False),
    ("127.0.0.1.evil.example", "127.0.0.1", False),
    ("127.0.0.1@evil.example", "127.0.0.1", False),
    ("evil.example#localhost", "127.0.0.1", False),
    ("", "127.0.0.1", False),
    ("192.168.1.7:8501", "0.0.0.0", True),
    ("[fe80::1]:8501", "::", True),
    ("evil.example:8501", "0.0.0.0", False),
    ("localhost:8501", "0.0.0.0", True),
]


@pytest.mark.parametrize(("host", "address", "answered"), HOSTS)
def test_the_lab_answers_to_its_names(ask, given, host, address, answered):
    given(address=address)
    reply = ask("GET", "/", headers={"Host": host})
    assert reply.status == (200 if answered else 403)


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("lab.school.example", True),
        ("LAB.school.example:443", True),
        ("a.schools.example", True),
        ("schools.example", False),
        ("evil.school.example", False),
        ("localhost", False),
    ],
)
def test_of_names_given_at_the_start_the_lab_answers_to_these(ask, given, host, answered):
    given(allowedHosts=["lab.school.example", "*.schools.example"])
    assert ask("GET", "/", headers={"Host": host}).status == (200 if answered else 403)


ORIGINS = [
    # (what a browser says of the page that asks, is answered)
    ({"Origin": "http://elsewhere.example"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": ""}, False),
    ({"Origin": "http://localhost:3000"}, False),
    ({"Origin": "http://localhost:8501.evil.example"}, False),
    ({"Origin": "http://[evil"}, False),
    ({"Origin": "http://localhost:8501"}, True),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, False),
    ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:8501"}, False),
    # Behind a proxy that gives the lab another name.
    ({"Sec-Fetch-Site": "same-origin", "Origin": "https://school.example"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({}, True),
]


@pytest.mark.parametrize(("method", "path"), [("POST", "/steer"), ("POST", "/pen-answer"),
                                              ("PUT", "/_stcore/upload_file/a/b")])  # fmt: skip
@pytest.mark.parametrize(("headers", "answered"), ORIGINS)
def test_a_page_of_another_site_does_nothing_here(ask, given, method, path, headers, answered):
    reply = ask(method, path, headers={"Host": f"localhost:{PORT}"} | headers)
    assert reply.status == (200 if answered else 403)
    assert answered or "another site" in reply.body.decode()


def test_other_sites_may_link_to_a_page_and_load_none_of_its_parts(ask, given):
    from_elsewhere = {"Host": f"localhost:{PORT}", "Sec-Fetch-Site": "cross-site"}
    link = ask("GET", "/train", headers=from_elsewhere | {"Sec-Fetch-Mode": "navigate"})
    assert link.body == b"inside"
    assert ask("GET", "/live", headers=from_elsewhere | {"Sec-Fetch-Mode": "cors"}).status == 403


@pytest.mark.parametrize(
    ("host", "origin", "answered"),
    [
        ("localhost:8501", "http://localhost:8501", True),
        ("localhost:8501", "http://evil.example", False),
        ("evil.example:8501", "http://evil.example:8501", False),
    ],
)
def test_a_websocket_is_for_the_labs_own_pages(ask, given, host, origin, answered):
    address = f"ws://{host}/_stcore/stream"
    with socket.create_connection(("127.0.0.1", ask.port)) as connection:
        if answered:
            with connect(address, sock=connection, origin=origin) as stream:
                assert stream.recv() == "inside"
        else:
            with pytest.raises(InvalidStatus):
                connect(address, sock=connection, origin=origin)


def test_a_supervisor_may_ask_by_any_name_whether_the_lab_lives(ask, given):
    assert ask("GET", "/_stcore/health", headers={"Host": "container-7"}).status == 200


def test_the_sentence_is_in_the_browsers_language(ask, given):
    headers = {"Host": "evil.example", "Accept": "text/html", "Accept-Language": "en-XA"}
    assert "⟦This lab does not answer" in ask("GET", "/", headers=headers).body.decode()


AT_HOME = {"Host": f"127.0.0.1:{PORT}"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_who_sits_at_this_computer_may_name_its_files(given, host):
    assert offers_local_files({"Host": f"{host}:{PORT}"})


@pytest.mark.parametrize("header", [
    "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Server", "Forwarded",
    "X-Real-Ip", "Via", "X-Client-Ip", "X-Original-Host", "Cf-Connecting-Ip", "True-Client-Ip",
])  # fmt: skip
def test_who_comes_through_a_proxy_may_not(given, header):
    assert not offers_local_files(AT_HOME | {header: "127.0.0.1"})


@pytest.mark.parametrize(
    "host",
    ["lab.school.example", "127.0.0.1:9000", "127.0.0.1", "", "192.168.1.7:8501", "[::2]:8501"],
)
def test_who_calls_it_otherwise_may_not(given, host):
    assert not offers_local_files({"Host": host})
    assert not offers_local_files({})


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.7", None])
def test_a_lab_for_a_network_offers_no_files_of_its_own(given, address):
    given(address=address)
    assert not offers_local_files(AT_HOME)


def test_a_lab_offers_them_to_all_if_it_was_asked_to(given, monkeypatch):
    given(address="0.0.0.0")
    monkeypatch.setenv(LOCAL_FILES_VARIABLE, "1")
    assert offers_local_files(AT_HOME | {"Via": "1.1 school"})
