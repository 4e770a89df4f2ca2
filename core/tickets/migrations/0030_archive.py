"""Additive, before the deploy: the archive of old tickets. A table in parts is nothing on the disk until its
first part exists; tables that other rows refer to cannot be in parts themselves, their key would not be the id."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

OLD_WORDS = """
    CREATE TABLE "tickets_oldwords" (
        "message_id" bigint NOT NULL,
        "year" smallint NOT NULL,
        "text" text NOT NULL,
        "quoted" text NOT NULL,
        "signature" text NOT NULL,
        "html" text NOT NULL,
        CONSTRAINT "tickets_oldwords_pkey" PRIMARY KEY ("message_id", "year"),
        CONSTRAINT "tickets_oldwords_message_id_fk" FOREIGN KEY ("message_id")
            REFERENCES "tickets_message" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) PARTITION BY RANGE ("year")
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0029_approvals"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="archived_at",
            field=models.DateTimeField(
                blank=True, help_text="Its words lie in the archive since then.", null=True
            ),
        ),
        migrations.CreateModel(
            name="Archiving",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="After which a finished ticket is archived; empty: never.",
                        null=True,
                    ),
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="OldWords",
                    fields=[
                        (
                            "message",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="tickets.message",
                            ),
                        ),
                        (
                            "year",
                            models.PositiveSmallIntegerField(help_text="In which its ticket was finished."),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("quoted", models.TextField(blank=True)),
                        ("signature", models.TextField(blank=True)),
                        ("html", models.TextField(blank=True)),
                    ],
                ),
            ],
            database_operations=[
                migrations.RunSQL(OLD_WORDS, 'DROP TABLE "tickets_oldwords"'),
            ],
        ),
        migrations.AddIndex(
            model_name="oldwords",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    django.db.models.functions.text.Left("text", 100000), config="simple"
                ),
                name="old_words",
            ),
        ),
    ]
