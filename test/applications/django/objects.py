"""What the application does with its database: `fill` it, `show` every object, `insert` a new object of every model."""

import json
import os
import sys
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "museum.settings")
django.setup()

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sites.models import Site
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from museum.models import Exhibit, Keyword, Making, Painting, Person, Remark, Room, Shelf


def fill():
    Site.objects.update(domain="museum.example", name="Museum")
    # The seeded room was given up, so that its id is another's in a database that was made today.
    Room.objects.all().delete()
    hall = Room.objects.create(code="hall")
    Room.objects.create(code="entrance")

    ada = User.objects.create_user("ada", "ada@museum.example", "secret", first_name="Ada", is_staff=True)
    ada.last_login = datetime(2024, 2, 29, 12, 30, 1, 250000, timezone.utc)
    ada.save()
    keepers = Group.objects.create(name="keepers")
    keepers.permissions.set(Permission.objects.filter(codename__in=["may_restore", "change_exhibit"]))
    ada.groups.add(keepers)
    ada.user_permissions.add(Permission.objects.get(codename="view_painting"))
    session = SessionStore()
    session["basket"] = [1, 2]
    session.create()

    old = Person.objects.create(name="Hendrick Uylenburgh", born=None)
    young = Person.objects.create(name="Ада Лавлейс 🖼", born=date(1815, 12, 10), teacher=old, account=ada)
    young.friends.add(old)

    # As much as a field holds, as little as it holds, and what is in between. As a float, SQLite keeps 15 digits of a decimal.
    full = Painting.objects.create(
        title="The night watch, x" * 5,
        state="t",
        on_loan=True,
        insured=False,
        acquired=date(9999, 12, 31),
        seen_at=datetime(2024, 7, 1, 0, 30, 0, 123456, timezone(timedelta(hours=5, minutes=45))),
        opens=time(23, 59, 59, 999999),
        lasts=timedelta(days=400, hours=3, microseconds=1),
        value=Decimal("999999999999.99"),
        weight=1.7976931348623157e308,
        contact="a@museum.example",
        photo="photos/watch.jpg",
        plan="/plans/1.pdf",
        sensor="2001:db8::7f00:1",
        details={"b": [1, 2.5, None, True, "ü"], "a": {"empty": {}}, "great": 12345678901234567890},
        answer="text",
        pieces=2147483647,
        code=2**63 - 1,
        floor=32767,
        visits=2**63 - 1,
        seats=1,
        doors=32767,
        slug="night-watch",
        story="Two\nlines, \"quoted\" 'twice' \\ \t🖼",
        link="https://museum.example/?a=b&c=%20",
        key=UUID(int=2**128 - 1),
        stamp=bytes(range(256)),
        room=hall,
        varnished=True,
    )
    empty = Exhibit.objects.create(
        title="",
        acquired=date(1, 1, 1),
        seen_at=datetime(1, 1, 2, tzinfo=timezone.utc),
        value=Decimal("0.00"),
        weight=-0.5,
        pieces=-2147483648,
        code=-(2**63),
        floor=-32768,
        seats=0,
        slug="nothing",
        key=UUID(int=0),
        stamp=b"",
        lasts=timedelta(0),
        opens=time(0),
        details=[],
        answer=0,
    )
    common = Exhibit.objects.create(
        title="ladle",
        acquired=date(2024, 2, 29),
        seen_at=datetime(2024, 3, 31, 1, 0, tzinfo=timezone.utc),
        value=Decimal("19.90"),
        weight=0.1,
        code=7,
        slug="ladle",
        seats=3,
        pieces=4,
        sensor="192.0.2.1",
        lasts=-timedelta(minutes=90),
        opens=time(9, 30),
        key=UUID("00112233-4455-6677-8899-aabbccddeeff"),
        room=hall,
        answer=[{}],
    )
    Exhibit.objects.create(
        title="lost", acquired=date.today(), seen_at=datetime.now(timezone.utc), value=1, weight=1, code=8, slug="lost"
    ).delete()
    full.keywords.add(Keyword.objects.create(slug="baroque"), Keyword.objects.create(slug="oil"))
    common.keywords.add("oil")
    Making.objects.create(exhibit=full, person=young, part="left hand")
    first = Making.objects.create(exhibit=full, person=old)
    full.set_making_order([first.pk])
    Shelf.objects.bulk_create(Shelf(rack=rack, number=number, label="") for rack in (1, 2) for number in (1, 2))
    for about in (full, empty, old, hall, ada):
        Remark.objects.create(text=f"about {type(about).__name__}", about=about)
    LogEntry.objects.create(
        user=ada,
        content_type=ContentType.objects.get_for_model(Exhibit),
        object_id=str(common.pk),
        object_repr="ladle",
        action_flag=CHANGE,
        change_message=[{"changed": {"fields": ["Value"]}}],
    )


def show():
    """One line an object, by table and key; values as Python writes them, with type, digits and zone."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label):
        for found in model._base_manager.order_by("pk"):
            values = {field.attname: field.value_from_object(found) for field in model._meta.concrete_fields}
            print(model._meta.label, {name: written(value) for name, value in values.items()})
    for remark in Remark.objects.order_by("pk"):
        print(remark.text, "is", remark.about)
    print(sorted(User.objects.get(username="ada").get_all_permissions()))


def written(value):
    if isinstance(value, memoryview):
        value = bytes(value)
    # The keys of an object have an order in texts, not in jsonb.
    return json.dumps(value, sort_keys=True) if isinstance(value, (dict, list)) else repr(value)


@transaction.atomic
def insert():
    """As many as make a sequence that was not advanced give an id that is taken."""
    taken = Exhibit.objects.count()
    for number in range(taken, taken + 5):
        room = Room.objects.create(code=f"new {number}")
        user = User.objects.create_user(f"new {number}")
        user.groups.add(Group.objects.create(name=f"new {number}"))
        user.user_permissions.add(Permission.objects.create(codename=f"new_{number}", name="new", content_type_id=1))
        person = Person.objects.create(name=f"new {number}", account=user)
        person.friends.set(Person.objects.all()[:1])
        painting = Painting.objects.create(
            title="new",
            acquired=date(2026, 1, 1),
            seen_at=datetime(2026, 1, 1, tzinfo=timezone.utc),
            value=1,
            weight=1,
            lasts=timedelta(seconds=number),
            code=number + 100,
            slug=f"new-{number}",
            seats=2,
            pieces=number,
            room=room,
        )
        painting.refresh_from_db()
        assert (painting.loud_title, painting.all_seats) == ("NEW", 2 * number)
        painting.keywords.add(Keyword.objects.create(slug=f"new-{number}"))
        Making.objects.create(exhibit=painting, person=person)
        Remark.objects.create(text="new", about=painting)
        Site.objects.create(domain=f"{number}.example", name="new")
        ContentType.objects.create(app_label="new", model=str(number))
        LogEntry.objects.create(user=user, object_repr="new", action_flag=CHANGE)


{"fill": fill, "show": show, "insert": insert}[sys.argv[1]]()
