"""Categories of a desk that serves colleagues. Examples are English, the last ones German, French or Spanish."""

# ruff: noqa: E501
from __future__ import annotations

from core.desk.starter.queues import SUPPORT, TECHNICAL
from core.desk.starter.taxonomy import Group, Leaf

GROUPS: tuple[Group, ...] = (
    (
        "hardware",
        "Hardware",
        "Devices of a workplace: laptops, screens, phones and printers.",
        TECHNICAL,
        "#4B5563",
        "monitor",
    ),
    (
        "software",
        "Software",
        "Programs on a device: installing them, licences, and faults.",
        TECHNICAL,
        "#7C3AED",
        "box",
    ),
    ("access", "Access", "Accounts of colleagues and what they may open.", SUPPORT, "#2563EB", "key-round"),
    (
        "network",
        "Network",
        "Internet, wireless network, VPN and shared drives.",
        TECHNICAL,
        "#0891B2",
        "wifi",
    ),
)
LEAVES: tuple[Leaf, ...] = (
    (
        "hardware.broken", "Broken device", "A laptop, screen, phone or printer does not work or is lost.",
        ("My laptop does not turn on any more.", "The printer on the second floor jams with every page.",
         "Mein Bildschirm bleibt schwarz.", "Mon ordinateur portable ne démarre plus."),
        "Excel crashes when I open a file.", "Technical",
    ),
    (
        "hardware.order", "New device", "Ordering, replacing or returning a device or accessory.",
        ("A new colleague starts on Monday and needs a laptop.", "Can I get a second monitor?",
         "Ich brauche eine neue Maus.", "Necesito un cargador para mi portátil."),
        "My monitor flickers.", "Support",
    ),
    (
        "software.install", "Install or licence", "A program is to be installed, updated or licensed.",
        ("Please install Visio on my computer.", "My licence for the drawing program has run out.",
         "Können Sie mir Acrobat installieren?", "J'ai besoin d'une licence pour ce logiciel."),
        "Visio shows an error when I save.", "Technical",
    ),
    (
        "software.fault", "Program does not work", "A program crashes, is slow, or shows an error; mail and calendar too.",
        ("Outlook freezes whenever I open the calendar.", "The accounting program shows an error when I post an invoice.",
         "Excel stürzt beim Öffnen ab.", "El programa se cierra solo."),
        "I have no permission to open the accounting program.", "Technical",
    ),
    (
        "access.request", "Request access", "A colleague needs, changes or loses access to a program, mailbox or folder; joiners and leavers.",
        ("Please give Ben access to the shared mailbox.", "Tom leaves at the end of the month, please close his accounts.",
         "Ich brauche Zugriff auf den Ordner Personal.", "Merci de créer un compte pour notre stagiaire."),
        "My password is not accepted.", "Support",
    ),
    (
        "access.locked", "Locked out of the computer", "Password of the workplace forgotten or expired, account locked, second factor lost.",
        ("My Windows account is locked after three tries.", "My password expired while I was on holiday.",
         "Mein Benutzerkonto ist gesperrt.", "He olvidado mi contraseña del ordenador."),
        "Please give me access to the shared drive.", "Support",
    ),
    (
        "network.down", "No network", "No or slow internet, wireless network or telephony at a site or desk.",
        ("The Wi-Fi in the meeting room is down.", "The internet has been very slow in our office since noon.",
         "Im ganzen Haus gibt es kein Internet.", "Le réseau sans fil ne fonctionne pas."),
        "The intranet page shows an error.", "Technical",
    ),
    (
        "network.remote", "VPN and shared drives", "Working from outside: VPN, remote desktop; drives that cannot be reached.",
        ("I cannot connect to the VPN from home.", "The network drive has vanished after the restart.",
         "Die VPN-Verbindung bricht ständig ab.", "No puedo abrir la unidad compartida."),
        "The Wi-Fi in the office is slow.", "Technical",
    ),
)  # fmt: skip
