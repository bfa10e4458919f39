from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="voice",
            name="photos_public",
            field=models.BooleanField(default=False, verbose_name="照片公开"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["town", "state", "urgency", "triage_due", "id"], name="matter_triage"
            ),
        ),
    ]
