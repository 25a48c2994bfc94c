from django.db import migrations

from contactcenter.lib.migrations import append_only

TABLES = ("referralevent", "referralmessage", "decision", "clientanswer")


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial")]

    operations = [append_only(f"decisions_{table}") for table in TABLES]
