"""History of this app cannot be rewritten."""

from django.db import migrations

from contactcenter.lib.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("callbacks", "0001_initial")]
    operations = [append_only("callbacks_callbackevent")]
