"""The knowledge base of the demo organisation: a provider's articles, in the words of its people."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from contactcenter.staff.models import Role, User
from knowledge.markdown import load
from knowledge.models import Article, Category, Script
from knowledge.operations.articles import Facts, Text, publish_version, submit_draft, write_article
from knowledge.operations.scripts import publish_script
from knowledge.operations.vocabulary import count_lexemes

FOLDER = Path(__file__).parent / "data"
CATEGORIES = (
    ("connection", "Подключение и тарифы", "inquiries"),
    ("money", "Счета и платежи", "inquiries"),
    ("faults", "Неисправности", "support"),
    ("selling", "Продажи", "sales"),
    ("claims", "Претензии", "complaints"),
    ("talking", "Разговор и письмо", ""),
    ("rules", "Правила и документы", ""),
)

SCRIPTS = (
    ("inquiry", "Справка: ответ на вопрос", "inquiries"),
    ("claim", "Жалоба или претензия: приём", "complaints"),
)


def prepare(*, at: datetime) -> None:
    """Articles that are not there yet; what is there is left alone."""
    _scripts(at=at)
    if Article.objects.exists():
        return
    authors = list(User.objects.filter(groups__name=Role.EXPERT).order_by("pk"))
    approver = User.objects.filter(groups__name=Role.SUPERVISOR).order_by("pk").first()
    if not authors or approver is None:
        return
    for position, (slug, name, function) in enumerate(CATEGORIES):
        Category.objects.get_or_create(slug=slug, defaults={"name": name, "function": function, "position": position})
    for number, path in enumerate(sorted(FOLDER.glob("*.md"))):
        author = authors[number % len(authors)]
        _publish(path, author=author, approver=approver, at=at - timedelta(days=30 + 3 * number))
    count_lexemes()


def _scripts(*, at: datetime) -> None:
    for code, name, function in SCRIPTS:
        if not Script.objects.filter(code=code).exists():
            body = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
            publish_script(code=code, name=name, function=function, body=body, at=at - timedelta(days=20))


def _publish(path: Path, *, author: User, approver: User, at: datetime) -> None:
    facts, body = load(path.read_text(encoding="utf-8"))
    day = timezone.localdate(at)
    until = int(facts.get("days", "0"))
    article = write_article(
        text=Text(
            title=facts["title"],
            summary=facts.get("summary", ""),
            body=body,
            must_be_read=facts.get("sign") == "yes",
        ),
        facts=Facts(
            category=Category.objects.get(slug=facts["category"]),
            kind=facts["kind"],
            audience=facts.get("audience", "staff"),
            valid_from=day,
            valid_until=day + timedelta(days=until) if until else None,
            review_on=day + timedelta(days=180),
        ),
        author=author,
        at=at,
        source=path.name,
    )
    submit_draft(article_id=article.pk, actor=author, at=at + timedelta(hours=1))
    publish_version(article_id=article.pk, actor=approver, at=at + timedelta(hours=3))
