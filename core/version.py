"""Which version of First Epoch this is. Files that leave the lab name it."""

VERSION = "0.1"
