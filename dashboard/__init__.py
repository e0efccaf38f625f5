"""The lab's pages and the command that starts them: `python -m dashboard`."""
