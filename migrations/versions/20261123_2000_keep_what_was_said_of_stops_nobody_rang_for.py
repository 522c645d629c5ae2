"""Keep what was said of stops nobody rang for before a departure."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "unrung_stops"
down_revision = "mobile_post_points"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unrung_stops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column(
            "word",
            sa.Enum(
                "allowed", "skipped", "left", name="unrungword", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("gates", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("word <> 'allowed' OR why <> ''", name=op.f("ck_unrung_stops_allowed_with_a_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_unrung_stops_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_unrung_stops_hub_id_hubs")),
        sa.ForeignKeyConstraint(
            ["route_id"], ["route_versions.id"], name=op.f("fk_unrung_stops_route_id_route_versions")
        ),
        sa.ForeignKeyConstraint(["seen_by_id"], ["users.id"], name=op.f("fk_unrung_stops_seen_by_id_users")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_unrung_stops_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unrung_stops")),
    )
    with op.batch_alter_table("unrung_stops") as batch_op:
        for column in ("hub_id", "route_id", "visit_id"):
            batch_op.create_index(batch_op.f(f"ix_unrung_stops_{column}"), [column])


def downgrade() -> None:
    op.drop_table("unrung_stops")
