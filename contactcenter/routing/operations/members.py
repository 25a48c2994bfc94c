"""Who may serve which queue: worked out from skills, in one statement."""

from __future__ import annotations

from django.db import connection, transaction

# A member has every wanted skill at the wanted level, is active and is an operator. Rings want less after a while: he
# then serves from the moment at which the last of his skills is enough. Who has none of the skills never serves, and a
# queue that wants nothing is served by nobody: an empty list is more often forgotten than meant.
_MEMBERS = """
SELECT queue_id, operator_id, sum(level)::smallint AS level, max(after_seconds) AS after_seconds
FROM (
    SELECT may.queue_id, may.operator_id, want.skill_id,
        coalesce(max(has.level), 0) AS level, min(want.after_seconds) AS after_seconds
    FROM (
        SELECT DISTINCT qs.queue_id, os.operator_id
        FROM routing_queueskill qs
        JOIN staff_operatorskill os ON os.skill_id = qs.skill_id
        JOIN staff_user u ON u.id = os.operator_id AND u.is_active
        JOIN staff_user_groups ug ON ug.user_id = u.id
        JOIN auth_group g ON g.id = ug.group_id AND g.name = 'operator'
        WHERE (%(queue)s::bigint IS NULL OR qs.queue_id = %(queue)s)
          AND (%(operator)s::bigint IS NULL OR os.operator_id = %(operator)s)
    ) may
    JOIN (
        SELECT queue_id, skill_id, level, 0 AS after_seconds FROM routing_queueskill
        UNION ALL
        SELECT r.queue_id, r.skill_id, r.level, r.after_seconds
        FROM routing_queuering r JOIN routing_queueskill qs ON qs.queue_id = r.queue_id AND qs.skill_id = r.skill_id
    ) want ON want.queue_id = may.queue_id
    LEFT JOIN staff_operatorskill has ON has.operator_id = may.operator_id AND has.skill_id = want.skill_id
    WHERE coalesce(has.level, 0) >= want.level
    GROUP BY may.queue_id, may.operator_id, want.skill_id
) fit
GROUP BY queue_id, operator_id
HAVING count(*) = (SELECT count(*) FROM routing_queueskill w WHERE w.queue_id = fit.queue_id)
"""
_FORGET = f"""
DELETE FROM routing_queuemember m
WHERE (%(queue)s::bigint IS NULL OR m.queue_id = %(queue)s)
  AND (%(operator)s::bigint IS NULL OR m.operator_id = %(operator)s)
  AND NOT EXISTS (SELECT 1 FROM ({_MEMBERS}) now WHERE now.queue_id = m.queue_id AND now.operator_id = m.operator_id)
"""  # noqa: S608 - constants only
_LEARN = f"""
INSERT INTO routing_queuemember (queue_id, operator_id, level, after_seconds)
SELECT queue_id, operator_id, level, after_seconds FROM ({_MEMBERS}) now
ON CONFLICT (queue_id, operator_id) DO UPDATE SET level = EXCLUDED.level, after_seconds = EXCLUDED.after_seconds
WHERE (routing_queuemember.level, routing_queuemember.after_seconds) <> (EXCLUDED.level, EXCLUDED.after_seconds)
"""  # noqa: S608 - constants only


# Any number, as long as nobody else takes it: "members" on a telephone keypad.
_LOCK = 63623770


def lock_members() -> None:
    """Until the end of the transaction nobody else changes who serves what."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def refresh_members(*, queue_id: int | None = None, operator_id: int | None = None) -> None:
    """Bring the list of members up to the skills: of one queue, of one operator, or of all."""
    lock_members()
    with connection.cursor() as cursor:
        for statement in (_FORGET, _LEARN):
            cursor.execute(statement, {"queue": queue_id, "operator": operator_id})
