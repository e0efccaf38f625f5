"""What goes wrong with a dataset, said in a sentence."""


class DatasetError(Exception):
    """A dataset could not be read, fetched or stored.

    The message is written for a student: what happened, why, and what to do.
    """


class NotPictures(DatasetError):
    """A file that is in order but holds no pictures; it matters only if no other file does."""
