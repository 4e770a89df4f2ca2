"""How mail leaves in an organization's own name: signed, through its own server, with DNS that agrees."""
