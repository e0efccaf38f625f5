"""What browsers are told about every answer. Browser tests see that no page is against it."""

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.server.password import Password
from dashboard.server.response_headers import TellBrowsers
from tests.made.served import served


def test_every_answer_has_them_also_a_refusal():
    inside = [Middleware(TellBrowsers), Middleware(Password, password="beans")]
    with served(Route("/", lambda _: PlainTextResponse("inside")), middleware=inside) as ask:
        reply = ask("GET", "/")
    assert reply.status == 401
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "same-origin"
    assert reply.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = reply.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    [scripts] = [rule for rule in policy.split("; ") if rule.startswith("script-src")]
    assert "unsafe" not in scripts
    assert scripts.count("'sha256-") == 1, "Streamlit's page has one script in it"
