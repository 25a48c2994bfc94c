from django.db import migrations

from contactcenter.lib.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0003_scripts")]

    operations = [append_only("knowledge_scriptversion")]
