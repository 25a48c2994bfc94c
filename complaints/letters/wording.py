"""The fields that a template's text can name, with an example of each, and the templates that we bring along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from complaints.letters.sandbox import Fields, check_template, render_text
from contactcenter.lib.errors import InvalidInput

HEADING_LIMIT = 300
BODY_LIMIT = 20_000

# A letter is in Russian, so are the words that a kind goes by in it: nominative, genitive, accusative.
KIND_WORDS: Mapping[str, tuple[str, str, str]] = {
    "complaint": ("жалоба", "жалобы", "жалобу"),
    "claim": ("претензия", "претензии", "претензию"),
    "suggestion": ("предложение", "предложения", "предложение"),
    "gratitude": ("благодарность", "благодарности", "благодарность"),
}

EXAMPLES: Fields = {
    "complaint": {
        "number": "ПР-2026-000123",
        "date": "11.11.2026",
        "date_in_words": "11 ноября 2026 г.",
        "kind": "претензия",
        "kind_genitive": "претензии",
        "kind_accusative": "претензию",
        "subject": "Двойное списание абонентской платы за октябрь",
        "text": "За октябрь списали дважды. Верните деньги.",
        "basis": "126-ФЗ «О связи», ст. 55",
        "amount": "650 рублей 00 копеек",
        "amount_in_words": "650 (шестьсот пятьдесят) рублей 00 копеек",
        "contract": "СЛ-77-004512",
        "product": "Интернет",
        "sender_number": "12-к",
        "representative": "Петров И.И.",
    },
    "decision": {
        "outcome": "upheld",
        "reason": "Списание 03.11.2026 повторное: сбой обмена с платёжным шлюзом.",
        "date": "24.11.2026",
        "department": "Отдел расчётов",
        "amount": "650 рублей 00 копеек",
        "amount_in_words": "650 (шестьсот пятьдесят) рублей 00 копеек",
        "execute_by": "26.11.2026",
        "execute_by_in_words": "26 ноября 2026 г.",
    },
    "client": {"name": "Гордеев Павел Андреевич", "account": "770913377"},
    "organisation": {"name": "Общество «Образец»", "short_name": "ООО «Образец»", "phone": "+7 495 000-00-01"},
    "appeal": {"route": "Если Вы не согласны с ответом, Вы вправе обратиться в суд."},
}


def check_wording(*, heading: str, body: str) -> None:
    """Raises InvalidInput with the sentence and the field for what cannot be used."""
    if not heading.strip():
        raise InvalidInput(_("A letter has a heading."), code="empty", field="heading")
    if not body.strip():
        raise InvalidInput(_("A template has a text."), code="empty", field="body")
    for field, text, limit in (("heading", heading, HEADING_LIMIT), ("body", body, BODY_LIMIT)):
        if len(text) > limit:
            raise InvalidInput(
                _("The text has %(length)d characters; at most %(limit)d are taken.")
                % {"length": len(text), "limit": limit},
                code="too_long",
                field=field,
            )
        check_template(text, fields=EXAMPLES, field=field)
        render_text(text, EXAMPLES, field=field)


def filled_in(*, heading: str, body: str, values: Fields) -> tuple[str, str]:
    """Heading and text of a letter; a heading ends without a full stop (requisite 17)."""
    title = " ".join(render_text(heading, values, field="heading").split()).rstrip(".")
    lines = (line.strip() for line in render_text(body, values, field="body").splitlines())
    return title[:HEADING_LIMIT], "\n".join(line for line in lines if line)


def field_list(fields: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Each field as it is written, with its example, for whoever writes a template."""
    return [
        (f"{{{{ {group}.{name} }}}}", str(example))
        for group, names in fields.items()
        for name, example in names.items()
    ]


_BEGIN = (
    "Мы рассмотрели Вашу {{ complaint.kind_accusative }} от {{ complaint.date }} № {{ complaint.number }} "
    "по вопросу: «{{ complaint.subject }}»."
    "{% if complaint.amount %} Вы просили выплатить {{ complaint.amount_in_words }}.{% endif %}\n"
    "Проверкой установлено следующее. {{ decision.reason }}\n"
)
_TERM = "{% if decision.execute_by %} Решение будет исполнено не позднее {{ decision.execute_by_in_words }}{% endif %}"
_ABOUT = "О рассмотрении {{ complaint.kind_genitive }}"

# name, kind, outcome, heading, body
OWN_TEMPLATES: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "Требование удовлетворено", "", "upheld", _ABOUT,
        _BEGIN + "Ваше требование удовлетворено."
        "{% if decision.amount %} К выплате: {{ decision.amount_in_words }}.{% endif %}" + _TERM + "\n"
        "Приносим извинения за доставленные неудобства.\n{{ appeal.route }}",
    ),
    (
        "Требование удовлетворено частично", "", "partly", _ABOUT,
        _BEGIN + "Ваше требование удовлетворено частично."
        "{% if decision.amount %} К выплате: {{ decision.amount_in_words }}.{% endif %}" + _TERM + "\n"
        "В остальной части оснований для удовлетворения требования нет по причинам, изложенным выше.\n"
        "{{ appeal.route }}",
    ),
    (
        "В удовлетворении отказано", "", "rejected", _ABOUT,
        _BEGIN + "По изложенным причинам оснований для удовлетворения требования нет.\n{{ appeal.route }}",
    ),
    (
        "Ответ на предложение", "suggestion", "", "О рассмотрении предложения",
        "Благодарим Вас за предложение от {{ complaint.date }} № {{ complaint.number }}: «{{ complaint.subject }}».\n"
        "Мы его рассмотрели и сообщаем следующее.\n"
        "{% if decision.reason %}{{ decision.reason }}{% else %}Предложение передано подразделению, которое отвечает "
        "за этот вопрос, и будет учтено в его работе.{% endif %}",
    ),
    (
        "Ответ на благодарность", "gratitude", "", "Об обращении с благодарностью",
        "Благодарим Вас за добрые слова в обращении от {{ complaint.date }} № {{ complaint.number }}. "
        "Мы передали их сотрудникам, о которых Вы написали.",
    ),
)  # fmt: skip

# How the code of a legal ground begins; nothing: the usual way.
OWN_APPEALS: Mapping[str, str] = {
    "": (
        "Если Вы не согласны с ответом, Вы вправе обратиться к нам повторно, а также в территориальный орган "
        "Роспотребнадзора или в суд по месту Вашего жительства."
    ),
    "telecom": (
        "Если Вы не согласны с ответом, Вы вправе обратиться к нам повторно, в территориальный орган Роскомнадзора "
        "или Роспотребнадзора, а также в суд по месту Вашего жительства."
    ),
    "bank": (
        "Если Вы не согласны с ответом, Вы вправе обратиться к нам повторно, в Банк России, к финансовому "
        "уполномоченному, а также в суд по месту Вашего жительства."
    ),
    "pd_": (
        "Если Вы не согласны с ответом, Вы вправе обратиться в территориальный орган Роскомнадзора или в суд по месту "
        "Вашего жительства."
    ),
}
