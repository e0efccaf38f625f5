"""A cluster of the app's own lets nobody else in, and ends with it."""

import urllib.request

import psutil
import pytest
from distributed import Client, Security

from core.cluster.connection import Joined
from core.engine import Engine
from tests.core.cluster.certificates import certificates
from tests.core.engine.runs import cluster_process, until


def test_nobody_without_the_certificate_gets_in(engine):
    until(lambda: engine.ready)
    address = engine._client().scheduler.address
    assert address.startswith("tls://127.0.0.1:")
    for security in (Security.temporary(), Security()):
        scheme = address if security.tls_ca_file else address.replace("tls://", "tcp://")
        with pytest.raises(OSError):
            Client(scheme, security=security, timeout=0.5)


def test_somebody_with_the_certificate_in_files_does(engine, tmp_path):
    until(lambda: engine.ready)
    address = engine._client().scheduler.address
    for name, text in engine._client().security.get_tls_config_for_role("client").items():
        if name in ("ca_file", "cert", "key"):
            (tmp_path / name).write_text(text)
    with certificates(*(str(tmp_path / name) for name in ("ca_file", "cert", "key"))):
        client = Joined(address).open()
    assert len(client.nthreads()) == 2
    client.close()


def test_nothing_is_told_over_plain_http(engine):
    until(lambda: engine.ready)
    cluster = cluster_process(engine)
    ports = {
        connection.laddr.port
        for process in (cluster, *cluster.children(recursive=True))
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert ports
    for port in ports:
        for path in (
            "/health",
            "/metrics",
            "/json/counts.json",
            "/status",
            "/info/main/workers.html",
        ):
            with (
                pytest.raises(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5),
            ):
                pass


def test_closing_at_once_does_not_wait_for_workers_that_are_still_starting(tmp_path):
    engine = Engine.local(tmp_path, workers=1)
    until(lambda: engine._follower.cluster._cluster._process is not None)
    cluster = cluster_process(engine)
    # What a worker is to come from, and Python's own helper.
    until(lambda: len(cluster.children(recursive=True)) >= 2)
    family = [cluster, *cluster.children(recursive=True)]
    engine.close()
    assert engine._follower.cluster.reachable is None  # nobody waited until it was there
    _gone, alive = psutil.wait_procs(family, timeout=15)
    assert not alive
