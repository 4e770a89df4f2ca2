"""Additive, before the deploy: entries of archived messages, in parts; see core/tickets/0030."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

OLD_ENTRIES = """
    CREATE TABLE "search_oldentry" (
        "id" bigint NOT NULL,
        "year" smallint NOT NULL,
        "message_id" bigint NOT NULL,
        "attachment_id" bigint NULL,
        "state" varchar(7) NOT NULL,
        "why_not" varchar(20) NOT NULL,
        "tries" smallint NOT NULL,
        "language" varchar(10) NOT NULL,
        "text" text NOT NULL,
        "words" tsvector NULL,
        CONSTRAINT "search_oldentry_pkey" PRIMARY KEY ("message_id", "id", "year"),
        CONSTRAINT "search_oldentry_message_id_fk" FOREIGN KEY ("message_id")
            REFERENCES "tickets_message" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    ) PARTITION BY RANGE ("year")
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_entries"),
        ("tickets", "0030_archive"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="OldEntry",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("state", models.CharField(max_length=7)),
                        ("why_not", models.CharField(blank=True, default="", max_length=20)),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("language", models.CharField(blank=True, max_length=10)),
                        ("text", models.TextField(blank=True, default="")),
                        ("words", django.contrib.postgres.search.SearchVectorField(null=True)),
                        (
                            "attachment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="files.attachment",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="tickets.message",
                            ),
                        ),
                    ],
                    options={"verbose_name_plural": "old entries"},
                ),
            ],
            database_operations=[
                migrations.RunSQL(OLD_ENTRIES, 'DROP TABLE "search_oldentry"'),
            ],
        ),
        migrations.AddIndex(
            model_name="oldentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_old_words"),
        ),
    ]
