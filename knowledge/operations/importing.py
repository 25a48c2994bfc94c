"""Articles from folders of Markdown and DOCX, prepared replies from CSV; everything back into files.

Each file stands for itself: what cannot be taken is named with its reason, and the others are taken.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePath

import mammoth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contactcenter.contacts.models import CannedReply
from contactcenter.lib.errors import DomainError, InvalidInput
from contactcenter.staff.models import User
from knowledge.markdown import dump, load
from knowledge.models import Article, Audience, Category, Kind
from knowledge.models.articles import BODY_LIMIT
from knowledge.operations.articles import Facts, Text, revise_article, save_draft, submit_draft, write_article
from knowledge.states import DRAFT

SIZE_LIMIT = 10 * 1024 * 1024  # bytes of one file


@dataclass
class Report:
    """What an import did: names of what is new, what has changed, what was the same, and what was refused and why."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def import_folder(*, folder: Path, author: User, at: datetime) -> Report:
    """Every .md and .docx below a folder as a draft in review; a file that is known becomes a new version."""
    report = Report()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        try:
            with transaction.atomic():
                _import(name, path.read_bytes(), author=author, at=at, report=report)
        except DomainError as refusal:
            report.refused.append((name, str(refusal)))
    return report


def _import(name: str, content: bytes, *, author: User, at: datetime, report: Report) -> None:
    facts, body = _read(name, content)
    text = Text(
        title=facts.get("title") or _heading(body) or PurePath(name).stem, body=body, summary=facts.get("summary", "")
    )
    known = Article.objects.filter(source=name[:300]).first()
    if known is None:
        article = write_article(
            text=text, facts=_facts(name, facts, author=author), author=author, at=at, source=name[:300]
        )
        submit_draft(article_id=article.pk, actor=author, at=at)
        report.new.append(name)
        return
    newest = known.versions.order_by("-number").first()
    assert newest is not None  # an article is written with its first version
    if (newest.title, newest.summary, newest.body) == (text.title, text.summary, text.body):
        report.same.append(name)
        return
    draft = revise_article(article_id=known.pk, author=author, at=at)
    if draft.state != DRAFT:
        raise InvalidInput(_("An earlier import still waits for approval."))
    save_draft(article_id=known.pk, text=text, edition=draft.edition, author=author, at=at)
    submit_draft(article_id=known.pk, actor=author, at=at)
    report.changed.append(name)


def _read(name: str, content: bytes) -> tuple[dict[str, str], str]:
    if len(content) > SIZE_LIMIT:
        raise InvalidInput(_("The file is larger than %(limit)d MB.") % {"limit": SIZE_LIMIT // 1024 // 1024})
    ending = PurePath(name).suffix.lower()
    if ending == ".md":
        try:
            return load(content.decode("utf-8-sig").replace("\r\n", "\n"))
        except UnicodeDecodeError:
            raise InvalidInput(_("The text is not in UTF-8.")) from None
    if ending == ".docx":
        return {}, _from_docx(content)
    raise InvalidInput(_("Only .md and .docx are taken."))


def _from_docx(content: bytes) -> str:
    try:
        body = str(
            mammoth.convert_to_markdown(io.BytesIO(content), convert_image=mammoth.images.img_element(_no_image)).value
        )
    except Exception as failure:  # whatever a broken archive or document makes the library say
        raise InvalidInput(_("The document cannot be read: %(why)s.") % {"why": type(failure).__name__}) from failure
    # The library escapes more than Markdown needs, and readers of the source would stumble over it.
    for mark in ".-()+!#":
        body = body.replace(f"\\{mark}", mark)
    if len(body) > BODY_LIMIT:
        raise InvalidInput(_("The text is too long: make several articles of it."))
    return body.strip()


def _no_image(_image: object) -> dict[str, str]:
    return {"src": "", "alt": ""}


def _heading(body: str) -> str:
    first = body.lstrip().partition("\n")[0]
    return first.lstrip("# ").strip()[:200] if first.startswith("#") else ""


def _facts(name: str, facts: dict[str, str], *, author: User) -> Facts:
    slug = facts.get("category", "") or PurePath(name).parent.name or "imported"
    category = Category.objects.filter(slug=slug).first() or Category.objects.filter(name=slug).first()
    if category is None:
        if facts.get("category"):
            raise InvalidInput(_("There is no category “%(name)s”.") % {"name": slug})
        category = Category.objects.get_or_create(slug="imported", defaults={"name": _("Imported")})[0]
    return Facts(
        category=category,
        kind=_one_of(facts, "kind", Kind.values, Kind.HOWTO),
        audience=_one_of(facts, "audience", Audience.values, Audience.STAFF),
        products=[one.strip() for one in facts.get("products", "").split(",") if one.strip()],
        owner=author,
        valid_from=_day(facts, "valid_from"),
        valid_until=_day(facts, "valid_until"),
    )


def _one_of(facts: dict[str, str], name: str, known: list[str], usual: str) -> str:
    value = facts.get(name, usual)
    if value not in known:
        raise InvalidInput(
            _("“%(value)s” is not known for %(name)s; possible are: %(known)s.")
            % {"value": value, "name": name, "known": ", ".join(known)}
        )
    return value


def _day(facts: dict[str, str], name: str) -> date | None:
    if not facts.get(name):
        return None
    try:
        return date.fromisoformat(facts[name])
    except ValueError:
        raise InvalidInput(_("“%(value)s” is no date; write it like 2027-03-31.") % {"value": facts[name]}) from None


def export_folder(*, folder: Path) -> int:
    """Every published article as a Markdown file with its facts; returns how many."""
    articles = Article.objects.published().select_related("category", "owner").defer("body_key", "found")
    written = 0
    for article in articles.order_by("pk").iterator(chunk_size=200):
        place = folder / article.category.slug
        place.mkdir(parents=True, exist_ok=True)
        front = {
            "title": article.title,
            "summary": article.summary,
            "category": article.category.slug,
            "kind": article.kind,
            "audience": article.audience,
            "products": ", ".join(article.products),
            "valid_from": article.valid_from,
            "valid_until": article.valid_until,
        }
        (place / f"{article.pk:05d}.md").write_text(dump(front, article.body), encoding="utf-8")
        written += 1
    return written


def import_replies(*, text: str) -> Report:
    """Prepared replies from CSV with the columns shortcut, body and function; a known shortcut is updated."""
    report = Report()
    for number, row in _rows(text):
        name = _("line %(number)d") % {"number": number}
        try:
            with transaction.atomic():
                _keep_reply(row, report)
        except ValidationError as refusal:
            report.refused.append((name, " ".join(refusal.messages)))
        except InvalidInput as refusal:
            report.refused.append((name, str(refusal)))
    return report


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    sample = text[:2_000]
    separator = ";" if sample.count(";") > sample.count(",") else ","
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator)
    for number, row in enumerate(reader, start=2):
        yield number, {(name or "").strip().lower(): (value or "").strip() for name, value in row.items() if name}


def _keep_reply(row: dict[str, str], report: Report) -> None:
    shortcut, body = row.get("shortcut", ""), row.get("body", "")
    if not shortcut or not body:
        raise InvalidInput(_("A shortcut and a text are needed."))
    function = row.get("function", "")
    reply = CannedReply.objects.filter(shortcut=shortcut).first()
    is_new = reply is None
    reply = reply or CannedReply(shortcut=shortcut)
    if not is_new and (reply.body, reply.function) == (body, function):
        report.same.append(shortcut)
        return
    reply.body, reply.function = body, function
    reply.full_clean()
    reply.save()
    (report.new if is_new else report.changed).append(shortcut)
