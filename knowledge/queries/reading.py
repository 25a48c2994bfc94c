"""An article as it is read: its text with what may be inserted, its versions and what changed between two of them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact
from contactcenter.staff.models import User
from knowledge.markdown import blocks, phrases, plain, render
from knowledge.models import Article, ArticleVersion, Audience
from knowledge.queries.filling import fill, words_of

# Longer than this is no answer but an article; the composer takes 10,000 characters.
ANSWER_LIMIT = 3_000


@dataclass(frozen=True)
class Read:
    """A text ready to be shown."""

    parts: Sequence[tuple[SafeString, str]]  # HTML, and the phrase that may be inserted behind it or nothing
    insert: str
    link: str


def read(article: Article, *, contact: Contact | None, user: User | None) -> Read:
    """The published text; phrases are filled with what is known of `contact`."""
    known = words_of(contact=contact, user=user) if contact and user else {}
    said = [fill(phrase, known) for phrase in phrases(article.body)]
    return Read(parts=_parts(render(article.body), said), insert=_insert(article, said), link=public_link(article))


def _parts(html: str, said: Sequence[str]) -> list[tuple[SafeString, str]]:
    """Cut behind every outermost quotation. The HTML is sanitised, so its tags are ours."""
    parts: list[tuple[SafeString, str]] = []
    pieces = html.split("</blockquote>")
    depth, text, number = 0, "", 0
    for piece in pieces[:-1]:
        depth += piece.count("<blockquote>") - 1
        text += piece + "</blockquote>"
        if depth == 0 and number < len(said):
            parts.append((mark_safe(text), said[number]))  # noqa: S308 - sanitised by markdown.render
            text, number = "", number + 1
    parts.append((mark_safe(text + pieces[-1]), ""))  # noqa: S308 - sanitised by markdown.render
    return parts


def _insert(article: Article, said: Sequence[str]) -> str:
    if said:
        return said[0]
    text = plain(article.body) if article.audience == Audience.CLIENTS else ""
    return text if len(text) <= ANSWER_LIMIT else ""


def public_link(article: Article) -> str:
    """Where a client reads it; empty for what is for staff only."""
    if article.audience != Audience.CLIENTS:
        return ""
    return str(settings.SITE_URL).rstrip("/") + reverse("knowledge:public", args=[article.public_id])


@dataclass(frozen=True)
class Change:
    """One paragraph of a comparison: "same", "gone" or "new"."""

    kind: str
    text: str


def changes(before: ArticleVersion, after: ArticleVersion) -> list[Change]:
    """What was taken out and put in, by paragraphs."""
    old, new = [_whole(before), _whole(after)]
    found: list[Change] = []
    for verb, from_, to, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            found += [Change("same", text) for text in old[from_:to]]
        else:
            found += [Change("gone", text) for text in old[from_:to]]
            found += [Change("new", text) for text in new[start:end]]
    return found


def _whole(version: ArticleVersion) -> list[str]:
    return [part for part in (version.title, version.summary, *blocks(version.body)) if part]


def running_contact(*, user: User, wanted: str) -> Contact | None:
    """The conversation that is being answered: the one asked for, else the only one in the own hands."""
    mine = Contact.objects.visible_to(user).filter(operator=user, state=states.ACTIVE).select_related("client", "queue")
    if wanted.isdecimal() and len(wanted) < 18:
        return mine.filter(pk=int(wanted)).first()
    few = list(mine.order_by("-pk")[:2])
    return few[0] if len(few) == 1 else None


def may_be_read(article: Article, day: date) -> bool:
    """Whether somebody who is not signed in may open it today."""
    return article.is_published and article.audience == Audience.CLIENTS and article.is_valid_on(day)
