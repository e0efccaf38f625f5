"""The training engine: it hands recipes to workers, follows their runs and asks their networks."""

from core.engine.engine import Engine, EngineError

__all__ = ["Engine", "EngineError"]
