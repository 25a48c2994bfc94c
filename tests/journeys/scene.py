"""An afternoon at the desk, for looking at every screen: queues, conversations, cases, a client's life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from contactcenter.cases.models import Case
from contactcenter.cases.operations.follow_ups import add_follow_up
from contactcenter.clients.models import AddressKind, Client
from contactcenter.clients.operations.addresses import add_address
from contactcenter.clients.operations.details import change_client
from contactcenter.contacts.models import CannedReply, Channel, Contact, Disposition, Message, Queue, Topic
from contactcenter.contacts.models.channels import FULL_LOAD
from contactcenter.contacts.operations.messages import send_reply, write_note
from contactcenter.contacts.operations.receiving import Incoming, receive
from contactcenter.privacy.models import Purpose
from contactcenter.privacy.operations.consents import give_consent, withdraw_consent
from contactcenter.routing.models import Seat
from contactcenter.staff.models import OperatorSkill, User
from inquiries.operations.life import answer_inquiry, register_inquiry
from tests.cast import a_client, a_queue, accept, arrive, ready

QUEUES = (("info", "Справка", "inquiries"), ("sales", "Продажи", "sales"), ("support", "Техподдержка", "support"))
TOPICS = ("Баланс и платежи", "Тарифы", "Нет соединения", "Низкая скорость")
ENDS = (
    "Консультация дана",
    "Вопрос передан, ответим позже",
    "Клиент прервал контакт",
    "Не тот абонент",
    "Дубль",
    "Спам",
)
REPLIES = {
    "сигнал": "Проверил линию: сигнал слабее нормы, роутер тут ни при чём. Передаю специалистам.",
    "сигнал-срок": "Специалисты проверят линию сегодня. Я напишу вам сама, как только будет ответ.",
    "сигнал-выезд": "Понадобится выезд мастера. Ближайшее время подберём вместе.",
}
WAITING = (
    ("support", "Зимина Ольга", 168, Channel.PHONE, 2),
    ("info", "", 51, Channel.WEBCHAT, 0),
    ("sales", "Руслан Тагиров", 18, Channel.TELEGRAM, 1),
)


@dataclass(frozen=True)
class Scene:
    """What the pictures open."""

    client: Client
    contact: Contact
    case: Case


def set_scene(*, operator: User, at: datetime) -> Scene:
    """Everything led there by the operations, as if it had happened in the last minutes."""
    queues = _queues(operator)
    client = _client(at)
    _past(client, operator, at)
    ready(operator)  # now: who gives no sign of life is signed out by the running site
    contact = _conversation(queues["info"], client, operator, at)
    case = _cases(contact, operator, at)
    Seat.objects.filter(operator=operator).update(load=FULL_LOAD)  # whoever comes now has to wait
    for slug, name, seconds, channel, topic in WAITING:
        moment = at - timedelta(seconds=seconds)
        arrive(queues[slug], name=name, channel=channel, at=moment, topic=Topic.objects.all()[topic])
    return Scene(client, contact, case)


def _queues(operator: User) -> dict[str, Queue]:
    queues = {}
    for slug, name, function in QUEUES:
        queues[slug] = a_queue(slug, name=name, function=function, offer_seconds=600)
        skill = queues[slug].required_skills.get().skill
        OperatorSkill.objects.create(operator=operator, skill=skill, level=4)
    for position, name in enumerate(TOPICS):
        Topic.objects.create(function="inquiries", name=name, slug=f"topic-{position}", position=position)
    for position, name in enumerate(ENDS):
        Disposition.objects.create(
            function="inquiries", name=name, code=f"end-{position}", position=position, leaves_case=position < 2
        )
    for shortcut, body in REPLIES.items():
        CannedReply.objects.create(shortcut=shortcut, body=body)
    return queues


def _client(at: datetime) -> Client:
    client = a_client("Лисицын Артём Денисович", phone="+79000004107", at=at - timedelta(days=620))
    add_address(client=client, kind=AddressKind.EMAIL, value="anton@example.ru", at=at - timedelta(days=600))
    give_consent(client=client, purpose=Purpose.PERSONAL_DATA, at=at - timedelta(days=620))
    give_consent(client=client, purpose=Purpose.RECORDING, at=at - timedelta(days=6))
    give_consent(client=client, purpose=Purpose.ADS_PHONE, at=at - timedelta(days=500))
    withdraw_consent(client=client, purpose=Purpose.ADS_PHONE, at=at - timedelta(days=200))
    details = {"contract": "СЛ-77-104226", "account": "770104226", "segment": "Домашний", "note": "Удобнее в чате."}
    return change_client(client_id=client.pk, details=details, at=at, actor=None)


def _past(client: Client, operator: User, at: datetime) -> None:
    past = (
        (6, Channel.PHONE, "Обрывы по вечерам", "Обрывы, перезагрузка помогла. Решено на линии."),
        (22, Channel.EMAIL, "Счёт за октябрь", "Выслана расшифровка счёта."),
        (58, Channel.TELEGRAM, "Сколько стоит «Гига»?", "Названа цена тарифа «Гига»."),
    )
    queue, end = Queue.objects.get(slug="info"), Disposition.objects.get(code="end-0")
    for number, (days, channel, text, summary) in enumerate(past):
        moment = at - timedelta(days=days)
        Contact.objects.create(
            client=client, channel=channel, queue=queue, weight=10, state="closed", operator=operator, last_text=text,
            topic=Topic.objects.all()[number], arrived_at=moment, ended_at=moment + timedelta(minutes=9),
            disposition=end, summary=summary,
        )  # fmt: skip


def _conversation(queue: Queue, client: Client, operator: User, at: datetime) -> Contact:
    began = at - timedelta(minutes=7)
    words = "Здравствуйте! Третий вечер подряд пропадает интернет, примерно с восьми до одиннадцати. Срываются созвоны."
    contact = arrive(queue, name="Артём", text=words, at=began)
    Contact.objects.filter(pk=contact.pk).update(client=client, topic=Topic.objects.get(name="Нет соединения"))
    contact = accept(contact, at=began + timedelta(seconds=24))
    lines = (
        (1, "Артём, здравствуйте! Меня зовут Мария. Понимаю, как это мешает работе. Сейчас проверю линию."),
        (3, "Посмотрите, пожалуйста, на терминал: индикатор PON горит ровно или мигает? Горит ли красным LOS?"),
    )
    for minutes, text in lines:
        send_reply(contact_id=contact.pk, author=operator, text=text, at=began + timedelta(minutes=minutes))
    note = "Диагностика линии: сигнал на ONT −27,4 дБм, за сутки 14 потерь связи. Аварий по дому нет."
    write_note(contact_id=contact.pk, author=operator, text=note, at=began + timedelta(minutes=2))
    reply = "PON мигает, LOS не горит. Роутер я уже перезагружал утром, не помогло"
    receive(
        incoming=Incoming(
            channel=contact.channel,
            address_kind=AddressKind.WEBCHAT,
            address=contact.thread,
            thread=contact.thread,
            text=reply,
            queue=queue,
        ),
        at=at - timedelta(seconds=22),
    )
    assert Message.objects.filter(contact=contact, body=reply).exists()
    return Contact.objects.get(pk=contact.pk)


def _cases(contact: Contact, operator: User, at: datetime) -> Case:
    earlier = register_inquiry(
        client=contact.client, question="Почему в счёте две абонентские платы?", at=at - timedelta(days=22),
        owner=operator, actor=operator, topic=Topic.objects.get(name="Баланс и платежи"),
    )  # fmt: skip
    answer_inquiry(case_id=earlier.pk, answer="Вторая за новый тариф.", at=at - timedelta(days=21), actor=operator)
    case = register_inquiry(
        client=contact.client, question="Слабый оптический сигнал на ONT, обрывы по вечерам. Когда починят?",
        at=at - timedelta(minutes=2), owner=operator, actor=operator, contact=contact,
        topic=Topic.objects.get(name="Нет соединения"), additional_need="Перенести созвоны не может",
    )  # fmt: skip
    add_follow_up(
        operator=operator, text=f"Сообщить решение по {case.number}", due_at=at + timedelta(hours=3), at=at, case=case
    )
    return case
