"""Counts of queues, kept by the database itself, and indexes by which the first of many is found without looking at many."""

import django.db.models.deletion
from django.db import migrations, models

# What one contact counts for: in the minute in which it arrived, and in that in which it was first accepted. Everything
# counted is the sum of this over all contacts, so a change of one adds what it is and takes off what it was.
COUNTS = """
CREATE FUNCTION contact_counts(c contacts_contact, times integer) RETURNS TABLE (
    queue_id bigint, minute timestamptz, queued integer, offered integer,
    arrived integer, answered integer, answered_in_target integer,
    abandoned integer, abandoned_in_target integer, abandoned_short integer,
    handled integer, wait_us bigint, talk_us bigint, wrap_us bigint, accepted integer
) LANGUAGE sql STABLE AS $$
SELECT c.queue_id, date_bin('1 minute', c.arrived_at, 'epoch'),
    times * (c.state = 'queued')::integer,
    times * (c.state = 'offered')::integer,
    came.n,
    came.n * (c.accepted_at IS NOT NULL)::integer,
    came.n * coalesce(c.accepted_at <= c.arrived_at + make_interval(secs => q.target_seconds), false)::integer,
    lost.n,
    lost.n * coalesce(c.ended_at <= c.arrived_at + make_interval(secs => q.target_seconds), false)::integer,
    lost.n * coalesce(c.ended_at < c.arrived_at + make_interval(secs => q.short_abandon_seconds), false)::integer,
    done.n * (c.finished_at IS NOT NULL)::integer,
    came.n * coalesce(extract(epoch FROM c.accepted_at - c.arrived_at) * 1000000, 0)::bigint,
    done.n * coalesce(extract(epoch FROM c.finished_at - c.accepted_at) * 1000000, 0)::bigint,
    done.n * coalesce(extract(epoch FROM c.ended_at - c.finished_at) * 1000000, 0)::bigint,
    0
FROM contacts_queue q
CROSS JOIN LATERAL (SELECT CASE WHEN c.direction = 'in' THEN times ELSE 0 END) came (n)
CROSS JOIN LATERAL (
    SELECT CASE WHEN c.state = 'abandoned' AND c.accepted_at IS NULL THEN came.n ELSE 0 END) lost (n)
CROSS JOIN LATERAL (
    SELECT CASE WHEN c.state = 'closed' AND c.accepted_at IS NOT NULL THEN came.n ELSE 0 END) done (n)
WHERE q.id = c.queue_id
UNION ALL
SELECT c.queue_id, date_bin('1 minute', c.accepted_at, 'epoch'), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, times
WHERE c.accepted_at IS NOT NULL AND c.direction = 'in'
$$;
"""
_SUMS = (
    "sum(queued), sum(offered), sum(arrived), sum(answered), sum(answered_in_target), sum(abandoned), "
    "sum(abandoned_in_target), sum(abandoned_short), sum(handled), sum(wait_us), sum(talk_us), sum(wrap_us), sum(accepted)"
)
_INTO = (
    "INSERT INTO contacts_queuedelta (queue_id, minute, queued, offered, arrived, answered, answered_in_target, abandoned, "
    "abandoned_in_target, abandoned_short, handled, wait_us, talk_us, wrap_us, accepted)"
)
TRIGGER = f"""
CREATE FUNCTION count_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {_INTO} SELECT * FROM contact_counts(NEW, 1);
    ELSIF TG_OP = 'DELETE' THEN
        {_INTO} SELECT * FROM contact_counts(OLD, -1);
    ELSE
        {_INTO}
        SELECT queue_id, minute, {_SUMS}
        FROM (SELECT * FROM contact_counts(NEW, 1) UNION ALL SELECT * FROM contact_counts(OLD, -1)) both_sides
        GROUP BY queue_id, minute
        HAVING ({_SUMS}) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_new_contact AFTER INSERT OR DELETE ON contacts_contact
FOR EACH ROW EXECUTE FUNCTION count_contact();
CREATE TRIGGER count_changed_contact AFTER UPDATE ON contacts_contact FOR EACH ROW
WHEN ((OLD.state, OLD.queue_id, OLD.direction, OLD.arrived_at, OLD.accepted_at)
    IS DISTINCT FROM (NEW.state, NEW.queue_id, NEW.direction, NEW.arrived_at, NEW.accepted_at)
    OR NEW.state IN ('closed', 'abandoned')
        AND (OLD.ended_at, OLD.finished_at) IS DISTINCT FROM (NEW.ended_at, NEW.finished_at))
EXECUTE FUNCTION count_contact();
"""
# What is there already.
FILL = f"""
{_INTO}
SELECT counts.queue_id, counts.minute, {_SUMS} FROM contacts_contact c CROSS JOIN LATERAL contact_counts(c, 1) counts
WHERE c.state IN ('queued', 'offered') OR c.arrived_at >= now() - interval '2 days'
    OR c.accepted_at >= now() - interval '2 days'
GROUP BY 1, 2;
"""
UNDO = """
DROP TRIGGER count_new_contact ON contacts_contact;
DROP TRIGGER count_changed_contact ON contacts_contact;
DROP FUNCTION count_contact();
DROP FUNCTION contact_counts(contacts_contact, integer);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0004_words_for_people"),
        ("contacts", "0012_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="QueueDelta",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("arrived", models.IntegerField(db_default=0)),
                ("answered", models.IntegerField(db_default=0)),
                ("answered_in_target", models.IntegerField(db_default=0)),
                ("abandoned", models.IntegerField(db_default=0)),
                ("abandoned_in_target", models.IntegerField(db_default=0)),
                ("abandoned_short", models.IntegerField(db_default=0)),
                ("handled", models.IntegerField(db_default=0)),
                ("wait_us", models.BigIntegerField(db_default=0)),
                ("talk_us", models.BigIntegerField(db_default=0)),
                ("wrap_us", models.BigIntegerField(db_default=0)),
                ("accepted", models.IntegerField(db_default=0)),
                ("queue_id", models.BigIntegerField()),
                ("minute", models.DateTimeField()),
                ("queued", models.IntegerField(db_default=0)),
                ("offered", models.IntegerField(db_default=0)),
            ],
        ),
        migrations.CreateModel(
            name="QueueMinute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("arrived", models.IntegerField(db_default=0)),
                ("answered", models.IntegerField(db_default=0)),
                ("answered_in_target", models.IntegerField(db_default=0)),
                ("abandoned", models.IntegerField(db_default=0)),
                ("abandoned_in_target", models.IntegerField(db_default=0)),
                ("abandoned_short", models.IntegerField(db_default=0)),
                ("handled", models.IntegerField(db_default=0)),
                ("wait_us", models.BigIntegerField(db_default=0)),
                ("talk_us", models.BigIntegerField(db_default=0)),
                ("wrap_us", models.BigIntegerField(db_default=0)),
                ("accepted", models.IntegerField(db_default=0)),
                ("minute", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="QueueTally",
            fields=[
                (
                    "queue",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tally",
                        serialize=False,
                        to="contacts.queue",
                    ),
                ),
                ("queued", models.IntegerField(db_default=0)),
                ("offered", models.IntegerField(db_default=0)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="contact",
            name="contact_offered",
        ),
        migrations.AlterField(
            model_name="contact",
            name="client",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="clients.client",
                verbose_name="client",
            ),
        ),
        migrations.AlterField(
            model_name="contact",
            name="queue",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="contacts.queue",
                verbose_name="queue",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("state", "queued")),
                fields=["queue", "channel", "rank_at", "id"],
                name="contact_waiting_by_channel",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("state", "queued")), fields=["queue", "arrived_at"], name="contact_oldest"
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("state", "offered")), fields=["queue", "arrived_at"], name="contact_offered_oldest"
            ),
        ),
        migrations.AddIndex(
            model_name="queuedelta",
            index=models.Index(fields=["queue_id"], name="delta_of_queue"),
        ),
        migrations.AddField(
            model_name="queueminute",
            name="queue",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="minutes",
                to="contacts.queue",
            ),
        ),
        migrations.AddIndex(
            model_name="queueminute",
            index=models.Index(fields=["minute"], name="minute_of_all"),
        ),
        migrations.AddConstraint(
            model_name="queueminute",
            constraint=models.UniqueConstraint(fields=("queue", "minute"), name="minute_of_queue_once"),
        ),
        migrations.RunSQL(COUNTS + TRIGGER + FILL, UNDO),
    ]
