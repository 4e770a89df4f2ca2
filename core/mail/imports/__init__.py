"""Old mail that somebody uploads: kept, looked through, brought in by a worker. See `running`."""
