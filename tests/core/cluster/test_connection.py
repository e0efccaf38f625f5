"""Why a cluster cannot be reached is a sentence, in the language of who reads it."""

from core.cluster.connection import NO_SCHEDULER, ConnectionFailed
from core.language import PSEUDO, spoken


def test_a_failed_connection_is_said_in_the_language_of_who_reads_it():
    error = ConnectionFailed(NO_SCHEDULER, address="tcp://10.0.0.7:8786")
    assert str(error).startswith("No Dask scheduler answers at tcp://10.0.0.7:8786.")
    with spoken(PSEUDO):
        assert str(error).startswith("⟦No Dask scheduler answers at tcp://10.0.0.7:8786.")
