"""Two thousand invented clients, written in bulk."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from contactcenter.clients.models import AddressKind, Client, ClientAddress, ClientKind, address_grams
from contactcenter.demo import names
from contactcenter.privacy.models import Consent, ConsentText, Purpose

COUNT = 2_000
_ZONES = ("Europe/Moscow", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Novosibirsk")


def load_clients(*, at: datetime, chance: random.Random, count: int = COUNT) -> list[Client]:
    """Persons and some organisations, with telephone, e-mail, contract and consents."""
    clients = Client.objects.bulk_create([_client(number, at, chance) for number in range(count)])
    ClientAddress.objects.bulk_create(
        [address for number, client in enumerate(clients) for address in _addresses(number, client, at, chance)]
    )
    text = ConsentText.objects.filter(purpose=Purpose.PERSONAL_DATA, language="ru").first()
    Consent.objects.bulk_create(
        [consent for client in clients for consent in _consents(client, text, chance) if chance.random() < 0.8]
    )
    return clients


def _client(number: int, at: datetime, chance: random.Random) -> Client:
    client = Client(
        account=f"{770_000_000 + number * 37:09d}",
        contract=f"СЛ-77-{4_512 + number:06d}",
        segment=chance.choices(("", "vip", "business"), weights=(90, 4, 6))[0],
        time_zone=chance.choice(_ZONES),
        created_at=at - timedelta(days=chance.randint(20, 1_800), seconds=chance.randint(0, 86_400)),
    )
    if chance.random() < 0.06:
        client.kind = ClientKind.ORGANISATION
        client.organisation = f"{chance.choice(names.COMPANIES)}, {number}"
    else:
        person = names.person(chance)
        client.last_name, client.first_name, client.patronymic = person.last_name, person.first_name, person.patronymic
    client.write_key()
    return client


def _addresses(number: int, client: Client, at: datetime, chance: random.Random) -> list[ClientAddress]:
    phone = f"+7900000{number:04d}"
    addresses = [
        ClientAddress(
            client=client,
            kind=AddressKind.PHONE,
            value=phone,
            grams=address_grams(AddressKind.PHONE, phone),
            created_at=at,
        )
    ]
    if chance.random() < 0.7:
        mail = f"client{number}@example.ru"
        addresses.append(ClientAddress(client=client, kind=AddressKind.EMAIL, value=mail, created_at=at))
    return addresses


def _consents(client: Client, text: ConsentText | None, chance: random.Random) -> list[Consent]:
    given = client.created_at + timedelta(days=1)
    consents = [
        Consent(client=client, purpose=Purpose.PERSONAL_DATA, text=text, channel="contract", given_at=given),
        Consent(client=client, purpose=Purpose.ADS_PHONE, channel="contract", given_at=given),
    ]
    if chance.random() < 0.3:
        consents[1].withdrawn_at = given + timedelta(days=chance.randint(1, 15))
    return consents
