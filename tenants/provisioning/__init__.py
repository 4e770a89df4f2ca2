"""From a name to a working organization: row, domain, schema, starter content, ready.

Twice is once, and a crash at any point leaves either nothing or something the next run
completes. See tenants/README.md.
"""
