from django.db import migrations

from contactcenter.lib.migrations import append_only

# What was approved stays as it was approved. A draft is free, and a state may move on.
_FIXED_TEXT = """
CREATE FUNCTION knowledge_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'versions of articles are not deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state <> 'draft' AND
       (NEW.title, NEW.summary, NEW.body, NEW.change, NEW.must_be_read, NEW.number, NEW.article_id, NEW.author_id)
       IS DISTINCT FROM
       (OLD.title, OLD.summary, OLD.body, OLD.change, OLD.must_be_read, OLD.number, OLD.article_id, OLD.author_id)
    THEN
        RAISE EXCEPTION 'only a draft can be changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER knowledge_articleversion_text BEFORE UPDATE OR DELETE ON knowledge_articleversion
FOR EACH ROW EXECUTE FUNCTION knowledge_keep_text();
"""
_FREE_TEXT = """
DROP TRIGGER knowledge_articleversion_text ON knowledge_articleversion; DROP FUNCTION knowledge_keep_text();
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]

    operations = [
        append_only("knowledge_articleevent"),
        append_only("knowledge_articleuse"),
        append_only("knowledge_acknowledgement"),
        migrations.RunSQL(sql=_FIXED_TEXT, reverse_sql=_FREE_TEXT),
    ]
