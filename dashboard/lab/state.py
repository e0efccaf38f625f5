"""What a visit remembers, for the rooms: see `dashboard.server.state`."""

from dashboard.server.state import key_of, set_widget_value, state_of, widget_value

__all__ = ["key_of", "set_widget_value", "state_of", "widget_value"]
