"""Find the bug: recipes with one planted mistake, found by what it does to a run."""

from dashboard.bugs import actions
from dashboard.bugs.case_list import show_list
from dashboard.bugs.case_view import show_case
from dashboard.bugs.state import BugsState
from dashboard.lab import address
from dashboard.lab.state import state_of

if asked := address.take("case"):
    actions.open_address(asked)
shown = state_of(BugsState).opened
if shown is None:
    show_list()
else:
    address.say_in_address("case", shown.address)
    show_case(shown)
