"""Rules an organization writes for its mail: what they ask, what they do. Run by pipeline/ruled.py."""
