"""Store danger maps as issued, and how reports move between events."""

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision = "danger_maps"
down_revision = "flat_pages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "danger_maps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("issued_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_report_id", sa.Integer(), nullable=False),
        sa.Column("last_verdict_id", sa.Integer(), nullable=False),
        sa.Column("settings_version", sa.Integer(), nullable=False),
        sa.Column("code_version", sa.Integer(), nullable=False),
        sa.Column("inputs", sa.LargeBinary(), nullable=False),
        sa.Column("inputs_digest", sa.String(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_danger_maps_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_danger_maps")),
        sa.UniqueConstraint("key", name=op.f("uq_danger_maps_key")),
    )
    op.create_index(op.f("ix_danger_maps_hub_id"), "danger_maps", ["hub_id"])
    op.create_index(op.f("ix_danger_maps_issued_at"), "danger_maps", ["issued_at"])
    op.create_index(op.f("ix_danger_maps_hub_id_issued_at"), "danger_maps", ["hub_id", "issued_at"])
    op.create_table(
        "report_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("from_event_id", sa.Integer(), nullable=False),
        sa.Column("to_event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_report_moves_hub_id_hubs")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["shelling_reports.id"], name=op.f("fk_report_moves_report_id_shelling_reports")
        ),
        sa.ForeignKeyConstraint(
            ["from_event_id"], ["shelling_events.id"], name=op.f("fk_report_moves_from_event_id_shelling_events")
        ),
        sa.ForeignKeyConstraint(
            ["to_event_id"], ["shelling_events.id"], name=op.f("fk_report_moves_to_event_id_shelling_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_moves")),
    )
    op.create_index(op.f("ix_report_moves_hub_id"), "report_moves", ["hub_id"])
    op.create_index(op.f("ix_report_moves_report_id"), "report_moves", ["report_id"])
    # In place on both databases: making the table anew would take the stops of every route with it.
    op.execute(
        "ALTER TABLE route_versions ADD COLUMN danger_map_id INTEGER "
        "CONSTRAINT fk_route_versions_danger_map_id_danger_maps REFERENCES danger_maps (id)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE route_versions DROP COLUMN danger_map_id")
    op.drop_table("report_moves")
    op.drop_table("danger_maps")
