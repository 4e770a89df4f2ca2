"""Why a mail text cannot be sent, in the languages the mail texts begin with."""

from __future__ import annotations

UNKNOWN, NEEDED, NO_BODY, NO_SUBJECT, LONG = "unknown", "needed", "no_body", "no_subject", "long"

FAULTS = {
    "en": {
        UNKNOWN: "This mail does not know {name}. It knows: {names}.",
        NEEDED: "Without {name} nobody could follow this mail.",
        NO_BODY: "The text is empty.",
        NO_SUBJECT: "The subject is empty.",
        LONG: "Longer than {limit} characters.",
    },
    "de": {
        UNKNOWN: "Diese Mail kennt {name} nicht. Sie kennt: {names}.",
        NEEDED: "Ohne {name} könnte niemand dieser Mail folgen.",
        NO_BODY: "Der Text ist leer.",
        NO_SUBJECT: "Der Betreff ist leer.",
        LONG: "Länger als {limit} Zeichen.",
    },
    "fr": {
        UNKNOWN: "Cet e-mail ne connaît pas {name}. Il connaît : {names}.",
        NEEDED: "Sans {name}, personne ne pourrait donner suite à cet e-mail.",
        NO_BODY: "Le texte est vide.",
        NO_SUBJECT: "L’objet est vide.",
        LONG: "Plus de {limit} caractères.",
    },
    "es": {
        UNKNOWN: "Este correo no conoce {name}. Conoce: {names}.",
        NEEDED: "Sin {name} nadie podría seguir este correo.",
        NO_BODY: "El texto está vacío.",
        NO_SUBJECT: "El asunto está vacío.",
        LONG: "Más de {limit} caracteres.",
    },
}
