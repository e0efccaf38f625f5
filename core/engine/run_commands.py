"""What a run in flight can be asked to do, each under a name of its own."""

from abc import ABC, abstractmethod

from core.runs.commands import Command, SetOptimizer, SetPace


class RunCommands(ABC):
    """Commands to runs; to one that is over, nothing happens.

    Each raises RunError if there is no such run, and NotTheOwner for another's.
    """

    @abstractmethod
    def send(self, run_id: str, command: Command) -> bool:
        """Send a command to a run → whether it is in flight; else nothing happens."""

    def stop(self, run_id: str) -> None:
        """Ask a run to stop and keep what it has learned."""
        self.send(run_id, "stop")

    def pause(self, run_id: str) -> None:
        """Ask a run to pause after its present batch."""
        self.send(run_id, "pause")

    def resume(self, run_id: str) -> None:
        """Ask a paused run to continue."""
        self.send(run_id, "resume")

    def step(self, run_id: str) -> None:
        """Ask a run to train on one batch and pause; its next probe has the trace of that step."""
        self.send(run_id, "step")

    def step_epoch(self, run_id: str) -> None:
        """Ask a run to train to the end of its epoch and pause."""
        self.send(run_id, "step_epoch")

    def change(self, run_id: str, learning_rate: float, momentum: float) -> None:
        """Ask a run to continue with another learning rate and momentum.

        ValidationError out of the recipe's bounds.
        """
        self.send(run_id, SetOptimizer(learning_rate=learning_rate, momentum=momentum))

    def pace(self, run_id: str, seconds: float) -> None:
        """Ask a run to wait so many seconds after each batch, 0 to 10; ValidationError else."""
        self.send(run_id, SetPace(seconds=seconds))
