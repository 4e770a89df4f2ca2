from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "core.contacts"
    label = "contacts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """How the customer an API token names is loaded, and what goes along when two are merged."""
        from core.accounts.api.authentication import principals
        from core.contacts.api.principal import load_contact

        principals["contact"] = load_contact

        from core.contacts.belongings import Rows, belongs

        belongs(Rows("contacts.identity.contact"))
