"""Our own word lists, by language, in the notation of ai.local.lexicon."""
