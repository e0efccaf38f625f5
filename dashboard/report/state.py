"""What the page Hand in remembers of a visit."""

from dataclasses import dataclass, field

from core.report.again import Checked
from core.report.comparing import Equal
from core.report.form import Report
from core.report.reading import Collected
from core.report.standing import ReportStanding
from core.runs.summary import Summary

VIEW = "report_view"
"""The key of the switch between handing in and checking."""
OPENED = "opened_report"
"""The key of the field that says which report is shown."""


@dataclass
class HandInState:
    """What was typed: a name and a number. They leave the visit with a report alone."""

    name: str = ""
    number: str = ""


@dataclass
class CheckState:
    """The reports that were read, with what follows from them, by place.

    `counted` are the reports as they count. `reads` counts how often some were read:
    each time the field for files begins anew. `shown_run` is the run of a report that was opened
    last, by its id there. `in_flight` are the own runs for which the page was drawn. `of_recipe`
    says of own runs with these summaries whether the result is that of the recipe.
    """

    collected: Collected | None = None
    counted: list[Report] = field(default_factory=list)
    standings: list[ReportStanding] = field(default_factory=list)
    equals: list[Equal] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    reads: int = 0
    shown_run: str | None = None
    in_flight: list[str] = field(default_factory=list)
    of_recipe: dict[tuple[str, Summary], bool] = field(default_factory=dict)

    @property
    def are_signed(self) -> list[bool]:
        """Of each report whether this lab signed it, and nothing in it was changed."""
        return [one == "signed" for one in self.states]

    def checked(self, place: int) -> Checked:
        """The report at a place, computed again."""
        assert self.collected is not None
        return self.collected.reports[place].checked
