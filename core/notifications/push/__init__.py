"""Web push: our key, the sealed message, and the way to the browser's push service (RFC 8030, 8291, 8292)."""
