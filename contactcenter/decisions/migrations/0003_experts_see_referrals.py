from django.db import migrations


def take_cases_away(apps, schema_editor):
    """Roles only ever gain permissions by themselves; this one was too much."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for group in Group.objects.filter(name="expert"):
        group.permissions.remove(*Permission.objects.filter(content_type__app_label="cases"))


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_append_only"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(take_cases_away, migrations.RunPython.noop)]
