"""A process asks for as many open files as it may have, and knows when they run out."""

import resource

import pytest

from dashboard.server.open_files import is_full, raise_file_limit


@pytest.fixture
def limits(monkeypatch):
    """`limits(soft, hard)`: as many files may be opened; returns what the lab asks for."""
    asked = []

    def put(soft: int, hard: int) -> list[tuple[int, int]]:
        monkeypatch.setattr(resource, "getrlimit", lambda _what: (soft, hard))
        monkeypatch.setattr(resource, "setrlimit", lambda _what, both: asked.append(both))
        return asked

    return put


@pytest.mark.parametrize(
    ("soft", "hard", "wanted"),
    [
        (1024, 4096, [(4096, 4096)]),
        (1024, 1_048_576, [(65_536, 1_048_576)]),
        (256, resource.RLIM_INFINITY, [(65_536, resource.RLIM_INFINITY)]),
        (100_000, 1_048_576, []),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, []),
    ],
)
def test_as_many_files_are_asked_for_as_the_system_allows(limits, soft, hard, wanted):
    asked = limits(soft, hard)
    raise_file_limit()
    assert asked == wanted


def test_a_full_lab_is_told_by_the_files_that_are_open(limits):
    limits(1_000_000, 1_000_000)
    assert not is_full()
    limits(5, 5)
    assert is_full()
    limits(resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    assert not is_full()
