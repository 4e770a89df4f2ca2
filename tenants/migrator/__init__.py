"""Brings a thousand schemas from one release to the next in seconds. See README.md."""
