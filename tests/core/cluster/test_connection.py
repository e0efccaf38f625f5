"""Why a cluster cannot be reached is a sentence, in the language of who reads it."""

import pytest

from core.cluster.connection import ConnectionFailed, Joined
from core.language import PSEUDO, say_again, spoken


def test_a_failed_connection_is_said_in_the_language_of_who_reads_it(monkeypatch):
    monkeypatch.setattr("core.cluster.connection.JOIN_SECONDS", 0.2)
    with pytest.raises(ConnectionFailed, match="No Dask scheduler") as failed:
        Joined("tcp://127.0.0.1:9").open()
    with spoken(PSEUDO):
        assert say_again(str(failed.value)).startswith("⟦No Dask scheduler answers at tcp://127")
