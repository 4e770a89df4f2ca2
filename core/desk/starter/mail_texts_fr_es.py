"""The mails of mail_texts.py in French and Spanish, with the same variables."""

# ruff: noqa: E501
from __future__ import annotations

# key, language, subject, body
MAIL_TEXTS_FR_ES = (
    (
        "ticket_received", "fr", "[{{ number }}] {{ subject }}",
        "Bonjour {{ customer }},\n\n"
        "merci d’avoir écrit à {{ organization }}. Votre message est bien arrivé et porte le numéro {{ number }}. "
        "Vous recevrez en général une réponse sous {{ reply_time }}.\n\n"
        "Pour ajouter quelque chose, répondez simplement à ce message. Vous pouvez aussi suivre votre demande ici :\n{{ link }}\n\n"
        "{{ articles }}\n\n"
        "Cordialement\n{{ organization }}",
    ),
    (
        "ticket_received", "es", "[{{ number }}] {{ subject }}",
        "Hola {{ customer }}:\n\n"
        "gracias por escribir a {{ organization }}. Su mensaje ha llegado y lleva el número {{ number }}. "
        "Normalmente recibirá una respuesta en {{ reply_time }}.\n\n"
        "Si desea añadir algo, responda a este correo. También puede seguir su solicitud aquí:\n{{ link }}\n\n"
        "{{ articles }}\n\n"
        "Un saludo\n{{ organization }}",
    ),
    (
        "ticket_received_away", "fr", "[{{ number }}] {{ subject }}",
        "Bonjour {{ customer }},\n\n"
        "merci d’avoir écrit à {{ organization }}. Votre message est bien arrivé et porte le numéro {{ number }}. "
        "Notre service est fermé en ce moment ; nous serons de retour {{ next_opening }} et lirons alors votre message.\n\n"
        "Pour ajouter quelque chose, répondez à ce message, ou suivez votre demande ici :\n{{ link }}\n\n"
        "{{ articles }}\n\n"
        "Cordialement\n{{ organization }}",
    ),
    (
        "ticket_received_away", "es", "[{{ number }}] {{ subject }}",
        "Hola {{ customer }}:\n\n"
        "gracias por escribir a {{ organization }}. Su mensaje ha llegado y lleva el número {{ number }}. "
        "En este momento estamos cerrados; volveremos {{ next_opening }} y leeremos entonces su mensaje.\n\n"
        "Si desea añadir algo, responda a este correo, o siga su solicitud aquí:\n{{ link }}\n\n"
        "{{ articles }}\n\n"
        "Un saludo\n{{ organization }}",
    ),
    ("agent_reply", "fr", "Re: {{ subject }}", "{{ body }}\n\n{{ agent }}\n{{ organization }}"),
    ("agent_reply", "es", "Re: {{ subject }}", "{{ body }}\n\n{{ agent }}\n{{ organization }}"),
    (
        "request_merged", "fr", "[{{ number }}] Votre demande {{ merged }} se poursuit sous un nouveau numéro",
        "Bonjour {{ customer }},\n\n"
        "votre demande {{ merged }} va de pair avec {{ number }} : les deux se poursuivent ensemble sous le numéro {{ number }}. "
        "Rien de ce que vous avez écrit n’est perdu, et vous n’avez rien à faire.\n\n"
        "Pour ajouter quelque chose, répondez simplement à ce message. Vous pouvez aussi suivre votre demande ici :\n{{ link }}\n\n"
        "Cordialement\n{{ organization }}",
    ),
    (
        "request_merged", "es", "[{{ number }}] Su solicitud {{ merged }} continúa con un número nuevo",
        "Hola {{ customer }}:\n\n"
        "su solicitud {{ merged }} va unida a {{ number }}, así que ambas continúan juntas con el número {{ number }}. "
        "No se pierde nada de lo que ha escrito y no tiene que hacer nada.\n\n"
        "Si quiere añadir algo, responda simplemente a este correo. También puede seguir su solicitud aquí:\n{{ link }}\n\n"
        "Un saludo\n{{ organization }}",
    ),
    (
        "portal_link", "fr", "Votre lien de connexion pour {{ organization }}",
        "Bonjour {{ customer }},\n\n"
        "ce lien vous connecte au centre d’aide de {{ organization }}, où vous voyez vos demandes :\n{{ link }}\n\n"
        "Il est valable {{ minutes }} minutes et ne sert qu’une fois. Si vous ne l’avez pas demandé, vous pouvez ignorer ce message.\n\n"
        "{{ organization }}",
    ),
    (
        "portal_link", "es", "Su enlace de acceso a {{ organization }}",
        "Hola {{ customer }}:\n\n"
        "con este enlace entra en el centro de ayuda de {{ organization }} y ve sus solicitudes:\n{{ link }}\n\n"
        "Es válido durante {{ minutes }} minutos y funciona una vez. Si no lo ha pedido, puede ignorar este correo.\n\n"
        "{{ organization }}",
    ),
    (
        "agent_invitation", "fr", "{{ inviter }} vous invite au service d’assistance de {{ organization }}",
        "Bonjour,\n\n"
        "{{ inviter }} souhaite vous accueillir au service d’assistance de {{ organization }} en tant que {{ role }}. "
        "Choisissez un nom et un mot de passe ici :\n{{ link }}\n\n"
        "L’invitation est valable {{ days }} jours.\n\n"
        "{{ organization }}",
    ),
    (
        "agent_invitation", "es", "{{ inviter }} le invita al servicio de ayuda de {{ organization }}",
        "Hola:\n\n"
        "{{ inviter }} desea que se una al servicio de ayuda de {{ organization }} como {{ role }}. "
        "Elija un nombre y una contraseña aquí:\n{{ link }}\n\n"
        "La invitación es válida durante {{ days }} días.\n\n"
        "{{ organization }}",
    ),
    (
        "password_reset", "fr", "Choisissez un nouveau mot de passe pour {{ organization }}",
        "Bonjour {{ agent }},\n\n"
        "quelqu’un a demandé un nouveau mot de passe pour votre compte au service d’assistance de {{ organization }}. "
        "Si c’est vous, choisissez-en un ici dans les {{ minutes }} minutes :\n{{ link }}\n\n"
        "Si ce n’est pas vous, rien n’a changé et il n’y a rien à faire.\n\n"
        "{{ organization }}",
    ),
    (
        "password_reset", "es", "Elija una contraseña nueva para {{ organization }}",
        "Hola {{ agent }}:\n\n"
        "alguien ha pedido una contraseña nueva para su cuenta en el servicio de ayuda de {{ organization }}. "
        "Si ha sido usted, elija una aquí en los próximos {{ minutes }} minutos:\n{{ link }}\n\n"
        "Si no ha sido usted, nada ha cambiado y no hay que hacer nada.\n\n"
        "{{ organization }}",
    ),
)  # fmt: skip
