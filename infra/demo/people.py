"""Who can sign in to the demo. One password for everybody; it opens nothing but the demo."""

PASSWORD = "demo-desk-2026"
OPERATOR = "operator@deskhand.test"
TOTP_SECRET = "DESKHANDDEMODESKHANDDEMODESKHAND"  # base32, for an authenticator app

# key, name, role, department; the address is <key>@<organization>.localhost
STAFF = {
    "acme": (
        ("olivia", "Olivia Hart", "owner", ""),
        ("adam", "Adam Reyes", "admin", ""),
        ("lena", "Lena Novak", "lead", "Customer Support"),
        ("ana", "Ana Silva", "agent", "Customer Support"),
        ("ben", "Ben Okafor", "agent", "Customer Support"),
        ("chiara", "Chiara Rossi", "agent", "Technical Support"),
    ),
    "globex": (
        ("ottilie", "Ottilie Brandner", "owner", ""),
        ("andreas", "Andreas Falk", "admin", ""),
        ("miriam", "Miriam Scholz", "lead", "Kundendienst"),
        ("tarik", "Tarik Demir", "agent", "Kundendienst"),
        ("sophie", "Sophie Keller", "agent", "Kundendienst"),
        ("hannah", "Hannah Lindqvist", "agent", "Buchhaltung"),
    ),
}


def address(key: str, slug: str) -> str:
    return f"{key}@{slug}.localhost"


LOGINS = [
    ("Agent of Acme", "http://acme.localhost:{port}/login/", address("ana", "acme"), PASSWORD),
    ("Team lead of Acme", "http://acme.localhost:{port}/login/", address("lena", "acme"), PASSWORD),
    ("Owner of Acme", "http://acme.localhost:{port}/login/", address("olivia", "acme"), PASSWORD),
    ("Agent of Globex", "http://globex.localhost:{port}/login/", address("tarik", "globex"), PASSWORD),
    ("Owner of Globex", "http://globex.localhost:{port}/login/", address("ottilie", "globex"), PASSWORD),
    (
        "Platform operator",
        "http://localhost:{port}/operator/",
        OPERATOR,
        f"{PASSWORD}  (authenticator key {TOTP_SECRET})",
    ),
]
