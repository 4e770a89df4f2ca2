"""Named warnings about a mail and about a draft. Guards lower autonomy; they never hide a message."""
