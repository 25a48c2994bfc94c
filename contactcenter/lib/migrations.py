"""Pieces that migrations share."""

from __future__ import annotations

from django.db.migrations import RunSQL

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Erasure of personal data by law is the one exception; it names itself for its own transaction.
    IF current_setting('contactcenter.erasure', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def append_only(table: str) -> RunSQL:
    """History cannot be rewritten: the database refuses UPDATE and DELETE on `table`."""
    return RunSQL(
        sql=f"{_FUNCTION} CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change();",
        reverse_sql=f"DROP TRIGGER {table}_append_only ON {table};",
    )
