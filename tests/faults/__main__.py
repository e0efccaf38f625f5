"""python -m tests.faults [worker cluster …]: do it all, or what is named, and print a table.

Takes under twenty minutes, and 4 GB of memory. Exits with 1 if anything was lost, doubled or stuck,
or if a page showed an error.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.bombs import bombs
from tests.faults.database import database
from tests.faults.figures import Figures, LeftOut
from tests.faults.full_disk import full_disk
from tests.faults.host_name import host_name
from tests.faults.idle_sockets import idle_sockets
from tests.faults.kills import app, cluster, worker

FAULTS: dict[str, Callable[[Path], Figures]] = {
    fault.__name__: fault
    for fault in (worker, cluster, app, database, full_disk, host_name, idle_sockets, bombs)
}
COLUMNS = "{:14}{:>6}{:>7}{:>9}{:>7}{:>12}{:>10}"


def main() -> int:
    """Do the faults one after the other → 0 if all is well."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("faults", nargs="*", choices=[[], *FAULTS], metavar="fault")
    names = parser.parse_args().faults or list(FAULTS)
    print(COLUMNS.format("", "tries", "lost", "doubled", "stuck", "tracebacks", "seconds"))
    is_well, notes = True, []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name in names:
            began, place = time.monotonic(), Path(folder) / name
            place.mkdir()
            try:
                figures = FAULTS[name](place / "home")
            except LeftOut as reason:
                notes.append(f"{name} was left out: {reason}.")
                continue
            except Exception as error:  # whatever it is, the other faults are worth having
                figures = Figures(complaints=[f"given up: {type(error).__name__} {error}"])
            is_well &= figures.all_is_well
            counts = (figures.lost, figures.doubled, figures.stuck, figures.tracebacks)
            seconds = f"{time.monotonic() - began:.0f}"
            print(COLUMNS.format(name, figures.tries, *counts, seconds), flush=True)
            notes += [f"{name}: {complaint}" for complaint in figures.complaints]
    print("\n".join(["", *notes, "All is well." if is_well else "Not all is well."]))
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
