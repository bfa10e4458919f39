from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0002_photos_public_and_triage_index")]

    operations = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["town", "round"], name="matter_rounds"),
        ),
    ]
