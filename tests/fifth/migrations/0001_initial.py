from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cases", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="Retention",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name="retention",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("reason", models.TextField()),
            ],
        ),
    ]
