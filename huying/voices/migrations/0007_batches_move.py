import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Batches stand in a room of their own now; see imports.0001."""

    dependencies = [
        ("imports", "0001_initial"),
        ("voices", "0006_merges_by_time"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="voice",
                    name="batch",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="imports.importbatch",
                    ),
                ),
                migrations.DeleteModel(name="ImportBatch"),
            ]
        )
    ]
