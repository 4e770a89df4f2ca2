"""An app of two releases, for trying what a deploy does to organizations that exist."""
