"""What the lab signs: cookies, which a browser can send back but not make or change, and reports.

The key lies in the home folder, readable for its owner alone: what is signed outlives the server.
Browsers send the cookies of a computer to all its ports, so the names of a lab's cookies end in a
mark of its key: two labs on one computer do not overwrite each other's.
"""

import hashlib
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path

from itsdangerous import BadSignature, TimestampSigner

from core.home import home_folder, make_home
from dashboard.server.addresses import on_server


def key_file() -> Path:
    """Where the key lies."""
    return home_folder() / "cookies.key"


def signs_since() -> float:
    """Since when this lab signs, in seconds since 1970; 0 where it cannot keep its key."""
    try:
        return key_file().stat().st_mtime
    except OSError:
        return 0.0


def cookie_name(purpose: str) -> str:
    """The name of this lab's cookie for a purpose."""
    return f"{purpose}_{lab_mark()}"


def lab_mark() -> str:
    """A mark of this lab's key, by which it knows what it may have signed."""
    return _mark(key_file())


def signed(content: str, purpose: str) -> str:
    """Content with the lab's signature for this purpose, as it stands in a cookie."""
    return _signer(key_file(), purpose).sign(content).decode()


def is_signed(cookie: str, purpose: str, seconds: int | None) -> str | None:
    """The content of a cookie; None if the lab has not signed it for this purpose.

    None, too, if that was more than so many `seconds` ago.
    """
    try:
        return _signer(key_file(), purpose).unsign(cookie, max_age=seconds).decode()
    except BadSignature:
        return None


def content_of(cookies: Mapping[str, str], purpose: str, seconds: int) -> str | None:
    """What this lab's cookie for a purpose says; None as for `is_signed`, or if there is none."""
    return is_signed(cookies.get(cookie_name(purpose), ""), purpose, seconds)


def cookie_line(purpose: str, value: str, seconds: int, is_encrypted: bool) -> str:
    """The header `Set-Cookie` for a signed value.

    The cookie is for this lab's pages alone, and hidden from their scripts.
    """
    name = cookie_name(purpose)
    cookie = SimpleCookie({name: value})
    cookie[name].update({"path": on_server(""), "max-age": str(seconds), "samesite": "Lax"})
    cookie[name]["httponly"] = True
    if is_encrypted:
        cookie[name]["secure"] = True
    return cookie.output(header="").strip()


@cache
def _mark(file: Path) -> str:
    return hashlib.sha256(_key(file).encode()).hexdigest()[:8]


@cache
def _signer(file: Path, purpose: str) -> TimestampSigner:
    return TimestampSigner(_key(file), salt=purpose, digest_method=hashlib.sha256)


@cache
def _key(file: Path) -> str:
    """The key, made when it is first asked for; on a read-only disk one until the server ends."""
    with suppress(OSError):
        make_home(file.parent)
        if not file.exists() or not file.stat().st_size:  # empty: the disk was full
            _make_key(file)
        if key := file.read_text("ascii"):
            return key
    return secrets.token_hex(32)


def _make_key(file: Path) -> None:
    """Store a new key, whole or not at all, unless another process has just stored one."""
    unfinished = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as new:
            new.write(secrets.token_hex(32))
        if file.exists() and not file.stat().st_size:
            file.unlink()
        with suppress(FileExistsError):
            os.link(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)
