"""Know how long drives take: what people set for two areas, what a routing server answered and how it stands."""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "travel"
down_revision = "curfew_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "travel_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("one_area_id", sa.Integer(), nullable=True),
        sa.Column("other_area_id", sa.Integer(), nullable=False),
        sa.Column("factor", sa.Double(), nullable=True),
        sa.Column("least_min", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("factor IS NULL OR factor >= 1", name=op.f("ck_travel_settings_no_shorter_than_the_line")),
        sa.CheckConstraint(
            "one_area_id IS NULL OR one_area_id <= other_area_id", name=op.f("ck_travel_settings_smaller_id_first")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_travel_settings_hub_id_hubs")),
        sa.ForeignKeyConstraint(["one_area_id"], ["areas.id"], name=op.f("fk_travel_settings_one_area_id_areas")),
        sa.ForeignKeyConstraint(["other_area_id"], ["areas.id"], name=op.f("fk_travel_settings_other_area_id_areas")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_travel_settings_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_settings")),
        sa.UniqueConstraint("uid", name=op.f("uq_travel_settings_uid")),
    )
    for column in ("hub_id", "one_area_id", "other_area_id"):
        op.create_index(op.f(f"ix_travel_settings_{column}"), "travel_settings", [column])
    op.create_table(
        "drive_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("end", sa.String(), nullable=False),
        sa.Column("minutes", sa.Double(), nullable=True),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_drive_answers_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive_answers")),
        sa.UniqueConstraint("hub_id", "server", "start", "end", name=op.f("uq_drive_answers_hub_id_server_start_end")),
    )
    for column in ("hub_id", "at"):
        op.create_index(op.f(f"ix_drive_answers_{column}"), "drive_answers", [column])
    op.create_table(
        "routing_states",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("silent_since", UtcDateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wait_until", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_states")),
    )


def downgrade() -> None:
    op.drop_table("routing_states")
    op.drop_table("drive_answers")
    op.drop_table("travel_settings")
