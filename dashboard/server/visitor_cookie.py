"""The cookie in which a browser keeps its visitor's token, see `dashboard.lab.visitor`."""

COOKIE = "first_epoch_visitor"
