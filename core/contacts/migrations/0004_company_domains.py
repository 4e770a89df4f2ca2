"""A company has several mail domains.

The old column stays for the release that still runs, and takes no more than its default from this one.
"""

import django.db.models.deletion
from django.db import migrations, models

COPY = """INSERT INTO contacts_companydomain (company_id, name)
          SELECT id, lower(domain) FROM contacts_company WHERE domain <> ''"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0003_addresses_added"),
    ]

    operations = [
        migrations.CreateModel(
            name="CompanyDomain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="Lower case, such as acme.example.", max_length=150)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="domains",
                        to="contacts.company",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("name",), name="domain_of_one_company")],
            },
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="company", name="company_domain_once"),
                migrations.RemoveField(model_name="company", name="domain"),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE contacts_company ALTER COLUMN domain SET DEFAULT ''", migrations.RunSQL.noop
                )
            ],
        ),
    ]
