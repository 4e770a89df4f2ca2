"""Filling the demo: one module per kind of thing, each of them harmless when repeated."""
