"""What administrators and attackers do to the lab, done to it on purpose: `python -m tests.faults`.

Each module does one thing to the real app, and counts what came of it. What this machine cannot do,
for want of rights or of PostgreSQL, is left out, and said.
"""
