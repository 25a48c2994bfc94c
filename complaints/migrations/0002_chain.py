"""The register cannot be rewritten, and each of its lines gets its place in the chain as its transaction commits."""

from django.db import migrations

from contactcenter.lib.migrations import append_only

# The head is locked by nothing but a commit, and after every other lock: so no two transactions can wait for each other
# here, and the chain has no branches. Its row is made when it is missing.
_LINK = """
CREATE FUNCTION complaints_link_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head complaints_registerhead%ROWTYPE;
    next_hash text;
BEGIN
    INSERT INTO complaints_registerhead (id, seq, hash) VALUES (1, 0, repeat('0', 64)) ON CONFLICT (id) DO NOTHING;
    SELECT * INTO STRICT head FROM complaints_registerhead WHERE id = 1 FOR NO KEY UPDATE;
    next_hash := encode(sha256(convert_to(head.hash || E'\\n' || NEW.body, 'UTF8')), 'hex');
    INSERT INTO complaints_registerlink (seq, entry_id, previous, hash)
    VALUES (head.seq + 1, NEW.id, head.hash, next_hash);
    UPDATE complaints_registerhead SET seq = head.seq + 1, hash = next_hash WHERE id = 1;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER complaints_registerentry_link AFTER INSERT ON complaints_registerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION complaints_link_entry();
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]

    operations = [
        append_only("complaints_registerentry"),
        append_only("complaints_registerlink"),
        migrations.RunSQL(
            sql=_LINK,
            reverse_sql="DROP TRIGGER complaints_registerentry_link ON complaints_registerentry; "
            "DROP FUNCTION complaints_link_entry();",
        ),
    ]
