from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "body",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.Enum("star", "planet", "moon", name="kind"), nullable=False),
        sa.Column("level", sa.Enum("low", "high", name="level", native_enum=False), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("visible", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("dim", sa.Boolean(), nullable=True),
        sa.Column("found", sa.Date(), nullable=True),
        sa.Column("rises", sa.Time(), nullable=True),
        sa.Column("noted", sa.DateTime(), nullable=False),
        sa.Column("peak", sa.DateTime(timezone=True), nullable=True),
        sa.Column("period", sa.Interval(), nullable=True),
        sa.Column("mass", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("radius", sa.Float(), nullable=True),
        sa.Column("distance", sa.Double(), nullable=True),
        sa.Column("moons", sa.SmallInteger(), nullable=False),
        sa.Column("catalogue", sa.BigInteger(), nullable=True),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("image", sa.LargeBinary(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=True),
        sa.Column("orbit", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("model", sa.PickleType(), nullable=True),
        sa.Column("diameter", sa.Double(), sa.Computed("radius * 2", persisted=True), nullable=True),
        sa.CheckConstraint("mass IS NULL OR mass > 0", name="mass_positive"),
        sa.ForeignKeyConstraint(["parent_id"], ["body.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("body") as batch_op:
        batch_op.create_index("ix_body_kind_name", ["kind", "name"], unique=True)

    op.create_table(
        "observer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Unicode(length=40), nullable=False),
        sa.Column("order", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("joinedAt", sa.DateTime(), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "plate",
        sa.Column("box", sa.String(length=4), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("box", "number"),
    )
    op.create_table(
        "seen_by",
        sa.Column("body_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("observer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["observer_id"], ["observer.id"]),
        sa.PrimaryKeyConstraint("body_id", "observer_id"),
    )
    op.create_table(
        "spot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["box", "number"], ["plate.box", "plate.number"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("box", "number", "x"),
    )
