"""Names are found by their words as we split them, whatever PostgreSQL's own parser makes of hyphens and dots."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from contactcenter.lib.text import words


def write_keys(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    clients = apps.get_model("clients", "Client").objects
    for client in clients.only("name_key").iterator():
        clients.filter(pk=client.pk).update(name_key=" ".join(words(client.name_key)))


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_append_only")]

    operations = [
        migrations.RemoveIndex("Client", "client_name_vector"),
        migrations.RemoveField("Client", "name_vector"),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
        migrations.AddField(
            "Client",
            "name_vector",
            models.GeneratedField(
                db_persist=True,
                editable=False,
                expression=models.Func(
                    models.Func(models.F("name_key"), models.Value(" "), function="string_to_array"),
                    function="array_to_tsvector",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            "Client",
            django.contrib.postgres.indexes.GinIndex(fields=["name_vector"], name="client_name_vector"),
        ),
    ]
