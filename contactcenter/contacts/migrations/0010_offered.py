"""How many are offered in a queue, without reading its history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0009_pace")]
    operations = [
        migrations.AddIndex(
            "Contact",
            models.Index(fields=["queue"], name="contact_offered", condition=models.Q(state="offered")),
        ),
    ]
