"""Browser tests that follow a training run; computing beside them would slow the page down."""
