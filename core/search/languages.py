"""Languages whose words PostgreSQL reduces to stems: which dictionary reads which language."""

from __future__ import annotations

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def stemmer(language: str) -> str:
    """Name of the dictionary for "de" or "de-AT"; "" where there is none."""
    return STEMMERS.get(_code(language), "")


def read_as(language: str) -> str:
    """What an entry says it was read as: "de" for "de-AT"; "" where there is no dictionary."""
    return code if (code := _code(language)) in STEMMERS else ""


def _code(language: str) -> str:
    return language.lower().replace("_", "-").partition("-")[0]
