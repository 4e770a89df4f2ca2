"""Mail that providers bring by webhook: whose it is and whether it is theirs to bring."""
