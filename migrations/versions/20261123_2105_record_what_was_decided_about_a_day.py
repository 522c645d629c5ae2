"""Record what was decided about going to an area on a day."""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "day_decisions"
down_revision = "lookups"
branch_labels = None
depends_on = None

WORDS = "'go', 'life_saving', 'stand_down'"


def upgrade() -> None:
    op.create_table(
        "day_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("advice", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("danger_map_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"advice IN ({WORDS})", name=op.f("ck_day_decisions_advice")),
        sa.CheckConstraint(f"decision IN ({WORDS})", name=op.f("ck_day_decisions_decision")),
        sa.CheckConstraint("decision = advice OR reason <> ''", name=op.f("ck_day_decisions_says_why")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_day_decisions_hub_id_hubs")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_day_decisions_area_id_areas")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_day_decisions_by_id_users")),
        sa.ForeignKeyConstraint(
            ["danger_map_id"], ["danger_maps.id"], name=op.f("fk_day_decisions_danger_map_id_danger_maps")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_decisions")),
        sa.UniqueConstraint("uid", name=op.f("uq_day_decisions_uid")),
    )
    for columns in (["hub_id"], ["area_id"], ["hub_id", "on_date"]):
        op.create_index(op.f(f"ix_day_decisions_{'_'.join(columns)}"), "day_decisions", columns)


def downgrade() -> None:
    op.drop_table("day_decisions")
