"""The training engine: recipes become runs on workers, and their networks are queried there."""

from core.engine.engine import Engine
from core.engine.query import EngineError

__all__ = ["Engine", "EngineError"]
