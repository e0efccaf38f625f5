"""The tests: `python -m tests` runs them all, its arguments go to pytest."""
