"""Past one machine: a pooler, more databases, replicas, and backups that are restored. See docs/scale.md."""
