"""What has come of a run of the store in its race."""

from collections.abc import Iterable, Mapping

from core.experiments.standing import RunOutcome
from core.runs.listing import ListedRun


def outcome_of(run: ListedRun) -> RunOutcome:
    """What has come of a run in its race so far."""
    # A run that its owner trains on keeps its result in the race. One that was finished otherwise
    # than its recipe says has none.
    finished = run.race_result is not None
    return RunOutcome(finished, run.in_flight and not finished, run.race_result)


def outcomes_of(places: Mapping[int, str], runs: Iterable[ListedRun]) -> dict[int, RunOutcome]:
    """What has come of the runs of a race so far, by place: `places` are their ids."""
    listed = {run.id: run for run in runs}
    return {place: outcome_of(listed[run]) for place, run in places.items() if run in listed}
