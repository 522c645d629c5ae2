"""Take a car out of service: why, from which day, until which one."""

import sqlalchemy as sa
from alembic import op

revision = "vehicle_outages"
down_revision = "what_lies_where"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vehicle_outages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vehicle_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("back_by_id", sa.Integer(), nullable=True),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_vehicle_outages_dates_in_order")),
        sa.ForeignKeyConstraint(["back_by_id"], ["users.id"], name=op.f("fk_vehicle_outages_back_by_id_users")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_vehicle_outages_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_vehicle_outages_hub_id_hubs")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_vehicle_outages_vehicle_id_vehicles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle_outages")),
    )
    for column in ("hub_id", "vehicle_id"):
        op.create_index(op.f(f"ix_vehicle_outages_{column}"), "vehicle_outages", [column])


def downgrade() -> None:
    op.drop_table("vehicle_outages")
