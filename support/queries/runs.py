"""Questions about walks through troubleshooting trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Contact
from support.models import TreeAnswer, TreeRun, TreeVersion, TroubleshootingTree
from support.trees import reachable_depth


@dataclass(frozen=True)
class Walk:
    """A run as the pane shows it: what was answered, what is asked now, where it led."""

    run: TreeRun
    answers: Sequence[TreeAnswer]
    asked: Mapping[str, Any] | None
    position: int
    length: int

    @property
    def say(self) -> str:
        """What the client is asked in writing."""
        return str(self.asked.get("say") or self.asked["question"]) if self.asked else ""

    @property
    def marks(self) -> Sequence[str]:
        """One for each question of the way: done, now, or still to come."""
        now = [] if self.run.ended_at else ["now"]
        return [*("done" for _answer in self.answers), *now, *("" for _step in range(self.length - self.position))]


def checked_of(case: Case) -> Sequence[TreeAnswer]:
    """What was asked and answered in the trees, in order; what was taken back does not count."""
    return list(TreeAnswer.objects.filter(run__case=case, taken_back_at__isnull=True).order_by("id"))


def trees_for(contact: Contact) -> Sequence[TroubleshootingTree]:
    """Trees that can be walked, those for the topic of this contact first."""
    own = TroubleshootingTree.topics.through.objects.filter(troubleshootingtree=OuterRef("pk"), topic=contact.topic_id)
    versions = TreeVersion.objects.filter(tree=OuterRef("pk"))
    trees = TroubleshootingTree.objects.filter(Exists(versions), is_active=True).select_related("product")
    return list(trees.annotate(is_for_topic=Exists(own)).order_by("-is_for_topic", "position", "name"))


def walk_of(contact: Contact) -> Walk | None:
    """The run that is under way in a contact, or the last one that came to an end."""
    runs = TreeRun.objects.filter(contact=contact).exclude(outcome="left").select_related("version__tree")
    run = runs.order_by(F("ended_at").desc(nulls_first=True), "-pk").first()
    return walk(run) if run else None


def walk(run: TreeRun) -> Walk:
    """A run with what is shown of it."""
    answers = list(run.answers.filter(taken_back_at__isnull=True))
    asked = None if run.ended_at else run.version.step(run.step)
    left = reachable_depth(run.version.body, run.step) if asked else 0
    position = len(answers) + bool(asked)
    return Walk(run=run, answers=answers, asked=asked, position=position, length=len(answers) + left)
