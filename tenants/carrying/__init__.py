"""Organizations on the move: their data taken along, brought in, deleted for good. See README.md."""
