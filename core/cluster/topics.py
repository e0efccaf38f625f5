"""Listening to a Dask topic without missing anything."""

import threading
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from distributed import Client

Logged = tuple[float, Any]
"""When something was said, and what."""

PATIENCE_SECONDS = 0.02


def listen(client: Client, topic: str, hear: Callable[[Logged], None]) -> tuple[Logged, ...]:
    """From now on call `hear` with all that is said on a topic → what was said before.

    Something may be in both, nothing in neither. Dask asks for a subscription on one connection and
    for the past on another, so the past alone could end before the subscription begins.
    """
    client.subscribe_topic(topic, hear)
    in_force, echo = threading.Event(), f"{topic}-{token_hex(4)}"
    client.subscribe_topic(echo, lambda _logged: in_force.set())
    while not in_force.is_set():
        client.log_event(echo, None)
        in_force.wait(PATIENCE_SECONDS)
    client.unsubscribe_topic(echo)
    return client.get_events(topic)
