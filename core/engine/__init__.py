"""The training engine: it hands recipes to workers, follows their runs and queries their networks."""

from core.engine.engine import Engine
from core.engine.query import EngineError

__all__ = ["Engine", "EngineError"]
