"""Who may look at what: asked by the routes that hand out runs."""

from core.runs.run import Run


def may_look(run: Run, visitor: str) -> bool:
    """Whether a visitor, by the token in the cookie, may follow a run: all who know its id may."""
    return True
