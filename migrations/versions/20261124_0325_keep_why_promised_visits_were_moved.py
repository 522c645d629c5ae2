"""Keep why visits of a promised time were moved by hand."""

import sqlalchemy as sa
from alembic import op

revision = "promise_moves"
down_revision = "vehicle_outages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promise_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("told_min", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_promise_moves_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_promise_moves_hub_id_hubs")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_promise_moves_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_moves")),
    )
    for column in ("hub_id", "visit_id"):
        op.create_index(op.f(f"ix_promise_moves_{column}"), "promise_moves", [column])


def downgrade() -> None:
    op.drop_table("promise_moves")
