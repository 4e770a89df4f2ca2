"""Mail text made fit for judgement: cleaned, bounded, its language known, its secrets masked."""
