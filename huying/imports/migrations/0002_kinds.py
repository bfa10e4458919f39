from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_initial"),
        ("voices", "0007_batches_move"),
    ]

    operations = [
        migrations.AlterModelTable(name="importbatch", table=None),
        migrations.AddField(
            model_name="importbatch",
            name="kind",
            field=models.CharField(default="voices", max_length=16),
        ),
        migrations.AddField(
            model_name="importbatch", name="answers", field=models.JSONField(default=dict)
        ),
        migrations.AddField(
            model_name="importbatch", name="made", field=models.JSONField(default=dict)
        ),
    ]
