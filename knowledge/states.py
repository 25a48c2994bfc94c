"""The life of one version of an article."""

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.states import StateTable

DRAFT = "draft"
REVIEW = "review"
PUBLISHED = "published"
SUPERSEDED = "superseded"
ARCHIVED = "archived"
DISCARDED = "discarded"

VERSION = StateTable(
    initial=DRAFT,
    moves={
        (DRAFT, "submit"): REVIEW,
        (DRAFT, "discard"): DISCARDED,
        (REVIEW, "return"): DRAFT,
        (REVIEW, "publish"): PUBLISHED,
        (PUBLISHED, "supersede"): SUPERSEDED,
        (PUBLISHED, "archive"): ARCHIVED,
        (ARCHIVED, "restore"): PUBLISHED,
        (ARCHIVED, "supersede"): SUPERSEDED,
    },
    labels={
        DRAFT: _("draft"),
        REVIEW: _("in review"),
        PUBLISHED: _("published"),
        SUPERSEDED: _("replaced by a newer one"),
        ARCHIVED: _("archived"),
        DISCARDED: _("discarded"),
    },
    final=frozenset({SUPERSEDED, DISCARDED}),
    verbs={
        "submit": _("send to review"),
        "discard": _("discard"),
        "return": _("return for rework"),
        "publish": _("publish"),
        "supersede": _("replace"),
        "archive": _("archive"),
        "restore": _("restore"),
    },
)

# Somebody is at work on it: an article has at most one such version.
IN_WORK = (DRAFT, REVIEW)
