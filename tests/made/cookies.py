"""Cookies as a browser sends them, for visitors whose names the lab has signed."""

from dashboard.server.signatures import cookie_name, signed
from dashboard.server.visitors import COOKIE


def visitor_cookie(visitor: str) -> str:
    """The header `Cookie` of a browser that was given this name."""
    return name_cookie(signed(visitor, COOKIE))


def name_cookie(value: str) -> str:
    """The same with whatever value stands in it."""
    return f"{cookie_name(COOKIE)}={value}"
