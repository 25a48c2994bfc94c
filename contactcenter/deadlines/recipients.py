"""Who is told: resolved for a whole batch at once, from the people as they are now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from contactcenter.deadlines.models import Deadline, EscalationLevel, Recipient
from contactcenter.functions.curtains import curtains
from contactcenter.staff.models import Department, Role, User


@dataclass(frozen=True)
class Recipients:
    """Levels that would reach nobody reach the next higher ones instead: a breach is never told to no one."""

    active: frozenset[int]
    asked: frozenset[int]  # departments that owe something
    kept_from: Mapping[int, frozenset[int]] = field(default_factory=dict)  # case id -> who is to know nothing of it

    @classmethod
    def of(cls, deadlines: Sequence[Deadline]) -> Recipients:
        """For these deadlines; their cases come with owner and team."""
        people = {user for deadline in deadlines for user in (deadline.case.owner_id, deadline.assignee_id) if user}
        return cls(
            active=frozenset(User.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True)),
            asked=frozenset(deadline.department_id for deadline in deadlines if deadline.department_id),
            kept_from=curtains.kept_from({deadline.case_id for deadline in deadlines}),
        )

    def doers(self, deadline: Deadline) -> list[int]:
        """Who has to do it: of a department who has taken it on, or everyone who could; of a case its owner."""
        if deadline.department_id:
            present = self._present(deadline.assignee_id)
            return self._knowing(deadline, present or self.experts.get(deadline.department_id, []))
        return self.owner(deadline)

    def owner(self, deadline: Deadline) -> list[int]:
        """Who answers for the case; nobody when it has no owner, or one who has left."""
        return self._knowing(deadline, self._present(deadline.case.owner_id))

    def _knowing(self, deadline: Deadline, people: list[int]) -> list[int]:
        strangers = self.kept_from.get(deadline.case_id, frozenset())
        return [user for user in people if user not in strangers]

    def _present(self, user: int | None) -> list[int]:
        return [user] if user in self.active and user else []

    def for_level(self, deadline: Deadline, level: EscalationLevel | None) -> list[int]:
        """The users of a level."""
        recipient = Recipient(level.recipient) if level else Recipient.ADMINISTRATORS
        if recipient == Recipient.OWNER:
            found = self.doers(deadline)
            # The owner of the case has to know as well that a department is late: he answers to the client.
            found = [*found, *(user for user in self.owner(deadline) if user not in found)]
            found = found or self.supervisors(deadline)
        elif recipient == Recipient.SUPERVISOR:
            found = self.supervisors(deadline)
        elif recipient == Recipient.HEAD:
            found = self.heads(deadline)
        else:
            found = []
        return self._knowing(deadline, found) or self._knowing(deadline, self.administrators)

    def supervisors(self, deadline: Deadline) -> list[int]:
        """Of the owner's team; where there is none, all of them."""
        owner = deadline.case.owner
        if owner and owner.team and owner.team.supervisor_id:
            own = self._knowing(deadline, [owner.team.supervisor_id])
            return own or self._knowing(deadline, self.all_supervisors)
        return self._knowing(deadline, self.all_supervisors)

    def heads(self, deadline: Deadline) -> list[int]:
        """Of the department that owes it, the case's, or the owner's; one without a head answers to the one above."""
        owner = deadline.case.owner
        department = deadline.department_id or deadline.case.department_id or (owner.department_id if owner else None)
        while department:
            parent, head = self.departments[department]
            if head:
                return [head]
            department = parent
        return []

    @cached_property
    def departments(self) -> Mapping[int, tuple[int | None, int | None]]:
        """id -> (parent, head)."""
        return {pk: (parent, head) for pk, parent, head in Department.objects.values_list("pk", "parent_id", "head_id")}

    @cached_property
    def experts(self) -> Mapping[int, list[int]]:
        """The experts of each department that owes something."""
        found: dict[int, list[int]] = {}
        people = User.objects.filter(is_active=True, groups__name=Role.EXPERT, department__in=self.asked)
        for user, department in people.order_by("pk").values_list("pk", "department_id"):
            found.setdefault(department, []).append(user)
        return found

    @cached_property
    def all_supervisors(self) -> list[int]:
        """Everyone who supervises."""
        return _with_role(Role.SUPERVISOR)

    @cached_property
    def administrators(self) -> list[int]:
        """Everyone who administers."""
        return _with_role(Role.ADMINISTRATOR)


def _with_role(role: str) -> list[int]:
    return list(User.objects.filter(is_active=True, groups__name=role).order_by("pk").values_list("pk", flat=True))
