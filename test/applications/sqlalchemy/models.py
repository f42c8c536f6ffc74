"""Every type that SQLAlchemy has for all databases. DATABASE_URL says which database it is."""

import enum
import os
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Double,
    Enum,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Interval,
    LargeBinary,
    Numeric,
    PickleType,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    Unicode,
    UniqueConstraint,
    Uuid,
    create_engine,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

url = os.environ["DATABASE_URL"]
# SQLAlchemy's own way to write it.
engine = create_engine(url.replace("postgres://", "postgresql+psycopg://").replace("sqlite://", "sqlite:///"))


class Moment(TypeDecorator):
    """SQLite keeps no zone, so moments are written in UTC: a recipe of SQLAlchemy's manual."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else value.astimezone(timezone.utc)

    def process_result_value(self, value, dialect):
        if value is None or value.tzinfo:
            return value and value.astimezone(timezone.utc)
        return value.replace(tzinfo=timezone.utc)


# In SQLite only an INTEGER counts by itself.
BigKey = BigInteger().with_variant(Integer, "sqlite")


class Kind(enum.Enum):
    star = "a star"
    planet = "a planet"
    moon = "a moon"


class Base(DeclarativeBase):
    pass


seen_by = Table(
    "seen_by",
    Base.metadata,
    Column("body_id", ForeignKey("body.id", ondelete="CASCADE"), primary_key=True),
    Column("observer_id", ForeignKey("observer.id"), primary_key=True),
)


class Observer(Base):
    __tablename__ = "observer"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(Unicode(40), unique=True)
    # A word of SQL, and letters in both cases.
    order: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    joinedAt: Mapped[datetime] = mapped_column(DateTime, server_default=text("CURRENT_TIMESTAMP"))


class Body(Base):
    __tablename__ = "body"
    __table_args__ = (
        CheckConstraint("mass IS NULL OR mass > 0", name="mass_positive"),
        Index("ix_body_kind_name", "kind", "name", unique=True),
    )

    id: Mapped[int] = mapped_column(BigKey, Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(30))
    kind: Mapped[Kind] = mapped_column(Enum(Kind, name="kind"))
    level: Mapped[str] = mapped_column(Enum("low", "high", name="level", native_enum=False), default="low")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    visible: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    dim: Mapped[bool | None] = mapped_column(Boolean)
    found: Mapped[date | None] = mapped_column(Date)
    rises: Mapped[time | None] = mapped_column(Time)
    noted: Mapped[datetime] = mapped_column(DateTime)
    peak: Mapped[datetime | None] = mapped_column(Moment)
    period: Mapped[timedelta | None] = mapped_column(Interval)
    mass: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    radius: Mapped[float | None] = mapped_column(Float)
    distance: Mapped[float | None] = mapped_column(Double)
    moons: Mapped[int] = mapped_column(SmallInteger, default=0)
    catalogue: Mapped[int | None] = mapped_column(BigInteger)
    story: Mapped[str | None] = mapped_column(Text)
    image: Mapped[bytes | None] = mapped_column(LargeBinary)
    tags: Mapped[object] = mapped_column(JSON, nullable=True)
    orbit: Mapped[dict | None] = mapped_column(
        JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    )
    model: Mapped[object] = mapped_column(PickleType, nullable=True)
    diameter: Mapped[float | None] = mapped_column(Double, Computed("radius * 2", persisted=True))

    moon_of: Mapped["Body | None"] = relationship(remote_side=id)
    observers: Mapped[list[Observer]] = relationship(secondary=seen_by, order_by=Observer.name)


class Plate(Base):
    """A key of two columns, which another table references."""

    __tablename__ = "plate"

    box: Mapped[str] = mapped_column(String(4), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)


class Spot(Base):
    __tablename__ = "spot"
    __table_args__ = (
        ForeignKeyConstraint(["box", "number"], ["plate.box", "plate.number"]),
        UniqueConstraint("box", "number", "x"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    box: Mapped[str]
    number: Mapped[int]
    x: Mapped[int]
