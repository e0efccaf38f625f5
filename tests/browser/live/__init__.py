"""Those that follow a training run on the page: what only computes would keep a browser from it."""
