import django.db.models.deletion
from django.db import migrations, models

import huying.core.clock


class Migration(migrations.Migration):
    """The table of batches was the voices' own; the state learns that it stands here, the rows stay."""

    initial = True

    dependencies = [
        ("core", "0004_search_of_suggestions"),
        ("voices", "0006_merges_by_time"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ImportBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("filename", models.CharField(max_length=200)),
                        ("entered_by_id", models.BigIntegerField(null=True)),
                        ("rows", models.PositiveIntegerField(default=0)),
                        ("skipped", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=huying.core.clock.now)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        ("mapping", models.JSONField(default=dict)),
                        ("token", models.CharField(blank=True, max_length=40)),
                        (
                            "town",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.town",
                            ),
                        ),
                    ],
                    options={"db_table": "voices_importbatch"},
                ),
                migrations.AddConstraint(
                    model_name="importbatch",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("token", ""), _negated=True),
                        fields=("town", "token"),
                        name="batch_once",
                    ),
                ),
            ]
        )
    ]
