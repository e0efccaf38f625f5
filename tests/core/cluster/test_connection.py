"""Why a cluster cannot be reached is a sentence, in the language of who reads it."""

import threading

import pytest

from core.cluster import connection
from core.cluster.connection import ConnectionFailed, Joined
from core.language import PSEUDO, say_again, spoken
from tests.core.cluster.certificates import certificates

NOBODY = "tls://127.0.0.1:9"


@pytest.fixture(autouse=True)
def in_a_moment(monkeypatch):
    monkeypatch.setattr(connection, "JOIN_SECONDS", 1.0)


def test_a_failed_connection_is_said_in_the_language_of_who_reads_it():
    with pytest.raises(ConnectionFailed, match="No Dask scheduler") as failed:
        Joined("tcp://127.0.0.1:9").open()
    with spoken(PSEUDO):
        assert say_again(str(failed.value)).startswith("⟦No Dask scheduler answers at tcp://127")


def test_an_attempt_in_vain_leaves_no_thread_behind():
    before = {*threading.enumerate()}
    with pytest.raises(ConnectionFailed):
        Joined("tcp://127.0.0.1:9").open()
    assert {*threading.enumerate()} <= before


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (NOBODY, "has no certificate for that. Set DASK_DISTRIBUTED__COMM__TLS__CA_FILE"),
        ("nonsense", "nonsense is no address of a Dask scheduler"),
        ("http://127.0.0.1:9", "is no address of a Dask scheduler"),
        ("tcp://no.such.host.example:9", "No Dask scheduler answers"),
    ],
)
def test_an_address_that_cannot_be_used_is_said(address, sentence):
    with pytest.raises(ConnectionFailed, match=sentence):
        Joined(address).open()


def test_certificates_that_cannot_be_read_are_said(tmp_path):
    nothing = str(tmp_path / "nothing.pem")
    damaged = tmp_path / "damaged.pem"
    damaged.write_text("no certificate")
    for file in (nothing, str(damaged)):
        with (
            certificates(file, file, file),
            pytest.raises(ConnectionFailed, match="certificates for the Dask scheduler"),
        ):
            Joined(NOBODY).open()


def test_what_a_cluster_lacks():
    able, other = {"resources": {"training": 1}}, {"resources": {"gpu": 1}}
    assert connection._lack([]) == "workers"
    assert connection._lack([other, {"resources": {}}]) == "resource"
    assert connection._lack([other, able]) is None
