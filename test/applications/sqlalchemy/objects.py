"""What the application does with its database: `fill` it, `show` every object, `insert` more objects of every class."""

import sys
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from models import Base, Body, Kind, Observer, Plate, Spot, engine, seen_by


def fill(session):
    tycho = Observer(
        name="Tycho", id=UUID("00112233-4455-6677-8899-aabbccddeeff"), joinedAt=datetime(1576, 5, 23, 4, 5, 6, 7)
    )
    sophie = Observer(name="Sophie Brahe 🔭")
    # As much as a column holds, as little as it holds, and what is in between.
    sun = Body(
        name="☉" * 30,
        kind=Kind.star,
        level="high",
        visible=True,
        dim=False,
        found=date(1, 1, 1),
        rises=time(23, 59, 59, 999999),
        noted=datetime(9999, 12, 31, 23, 59, 59, 999999),
        peak=datetime(2024, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        period=timedelta(days=9125, microseconds=1),
        mass=Decimal("9999999999.9999"),
        radius=6.96e8,
        distance=1.7976931348623157e308,
        moons=32767,
        catalogue=2**63 - 1,
        story="Two\nlines, \"quoted\" 'twice' \\ 🌞",
        image=bytes(range(256)),
        tags=["hot", None, {"ü": 1.5}],
        orbit={"b": [True, 2], "a": {}},
        model={"layers": (1, 2)},
        observers=[tycho, sophie],
    )
    earth = Body(
        name="Earth",
        kind=Kind.planet,
        moon_of=sun,
        noted=datetime(2024, 2, 29),
        period=timedelta(days=365, hours=6),
        mass=Decimal("5.9722"),
        radius=0.1,
        catalogue=-(2**63),
        moons=-32768,
        image=b"",
        tags="text",
        observers=[tycho],
        rises=time(6, 30),
        peak=datetime(2024, 3, 31, 1, 0, tzinfo=timezone.utc),
    )
    moon = Body(
        name="",
        kind=Kind.moon,
        moon_of=earth,
        noted=datetime(1, 1, 1),
        visible=False,
        period=timedelta(hours=-1),
        story="",
        tags=None,
    )
    lost = Body(name="Vulcan", kind=Kind.planet, noted=datetime(1859, 12, 22))
    session.add_all(
        [sun, earth, moon, lost, Plate(box="A", number=1), Spot(box="A", number=1, x=5), Spot(box="A", number=1, x=7)]
    )
    session.flush()
    session.delete(lost)


def show(session):
    """One line an object, by table and key; values as Python writes them, with type, digits and zone."""
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__):
        for found in session.scalars(select(mapper).order_by(*mapper.primary_key)):
            values = {one.key: getattr(found, one.key) for one in inspect(found).mapper.column_attrs}
            # The keys of an object have an order in texts, not in jsonb.
            print(
                mapper.class_.__name__,
                {key: sorted(value.items()) if isinstance(value, dict) else value for key, value in values.items()},
            )
    for body in session.scalars(select(Body).order_by(Body.id)):
        print(
            body.name,
            "of",
            body.moon_of and body.moon_of.name,
            "seen by",
            [observer.name for observer in body.observers],
        )


def insert(session):
    """As many as make a sequence that was not advanced give an id that is taken."""
    taken = session.scalar(select(func.count()).select_from(Body))
    for number in range(taken, taken + 5):
        observer = Observer(name=f"new {number}")
        body = Body(
            name=f"new {number}",
            kind=Kind.moon,
            noted=datetime(2026, 1, 1),
            period=timedelta(1),
            radius=2.5,
            observers=[observer],
        )
        session.add_all([body, Spot(box="A", number=1, x=number + 100)])
        session.flush()
        assert body.diameter == 5


with Session(engine) as session, session.begin():
    {"fill": fill, "show": show, "insert": insert}[sys.argv[1]](session)
