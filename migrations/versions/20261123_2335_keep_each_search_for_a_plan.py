"""Keep each search for a plan with what it was made from, and where a day stands between need and danger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "plan_searches"
down_revision = "closed_with"
branch_labels = None
depends_on = None

STATES = ("asked", "running", "kept", "changed", "refused", "failed", "lost")


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    moment = sa.DateTime(timezone=True)
    op.add_column("days", sa.Column("dial", sa.Integer(), nullable=True))
    op.create_table(
        "plan_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="searchstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("begun_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("so_far", json, nullable=True),
        sa.Column("is_stop_asked", sa.Boolean(), nullable=False),
        sa.Column("dial", sa.Integer(), nullable=True),
        sa.Column("curve", json, nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("iterations", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("is_cut_short", sa.Boolean(), nullable=False),
        sa.Column("inputs", sa.LargeBinary(), nullable=True),
        sa.Column("plan", json, nullable=True),
        sa.Column("score", json, nullable=True),
        sa.Column("came", sa.String(), nullable=False),
        sa.Column("why", json, nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_plan_searches_asked_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_plan_searches_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_searches")),
    )
    op.create_index(op.f("ix_plan_searches_hub_id"), "plan_searches", ["hub_id"])
    op.create_index(op.f("ix_plan_searches_hub_id_on_date"), "plan_searches", ["hub_id", "on_date"])
    op.create_index(
        "uq_plan_searches_one_going_on",
        "plan_searches",
        ["hub_id", "on_date"],
        unique=True,
        postgresql_where=sa.text("state IN ('asked', 'running')"),
        sqlite_where=sa.text("state IN ('asked', 'running')"),
    )


def downgrade() -> None:
    op.drop_table("plan_searches")
    op.drop_column("days", "dial")
