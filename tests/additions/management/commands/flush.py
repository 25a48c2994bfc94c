"""What Django calls after a test with transaction=True.

It empties every table but those that `migrate` itself fills: the processes of the running stack remember their keys,
and to fill them again takes half a second a test. The stack may hold locks at that moment, hence the attempts.
"""

import time
from typing import Any

from django.core.management.commands import flush
from django.db import DatabaseError, OperationalError, connections

KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}
ATTEMPTS = 20


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
        names = ", ".join(connection.ops.quote_name(table) for table in sorted(tables))
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '3s'")
                    cursor.execute(f"TRUNCATE {names}")
                    cursor.execute("RESET lock_timeout")
            except OperationalError:
                if attempt == ATTEMPTS:
                    raise
                time.sleep(0.1)
            else:
                return
        raise DatabaseError
