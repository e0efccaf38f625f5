"""A subscription to a Dask topic that misses no message."""

import threading
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from distributed import Client

TopicMessage = tuple[float, Any]
"""A message as the scheduler logs it: its time in seconds since 1970, and its content."""

RETRY_SECONDS = 0.02


def listen(
    client: Client, topic: str, on_message: Callable[[TopicMessage], None]
) -> tuple[TopicMessage, ...]:
    """Subscribe to a topic, and call `on_message` with each message from now on → earlier messages.

    A message can come in both ways, but none is missed. Dask subscribes over one connection and
    fetches the earlier messages over another, so these could end before the subscription begins.
    Hence the echo: a message of our own, whose arrival shows that the subscription is in force.
    """
    client.subscribe_topic(topic, on_message)
    in_force, echo = threading.Event(), f"{topic}-{token_hex(4)}"
    client.subscribe_topic(echo, lambda _logged: in_force.set())
    while not in_force.is_set():
        client.log_event(echo, None)
        in_force.wait(RETRY_SECONDS)
    client.unsubscribe_topic(echo)
    return client.get_events(topic)
