"""Keep who was told what became of a visit or a route, by whom and when."""

import sqlalchemy as sa
from alembic import op

revision = "tellings"
down_revision = "withdrawn_and_watches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column(
            "whom",
            sa.Enum("client", "point", "lead", name="whom", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("route_id", sa.Integer(), nullable=True),
        sa.Column("start_min", sa.Integer(), nullable=True),
        sa.Column("is_reached", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(visit_id IS NULL) <> (route_id IS NULL)", name=op.f("ck_tellings_of_a_visit_or_a_route")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_tellings_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_tellings_hub_id_hubs")),
        sa.ForeignKeyConstraint(["route_id"], ["route_versions.id"], name=op.f("fk_tellings_route_id_route_versions")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_tellings_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tellings")),
    )
    for column in ("hub_id", "visit_id", "route_id"):
        op.create_index(op.f(f"ix_tellings_{column}"), "tellings", [column])
    op.create_index(op.f("ix_tellings_hub_id_on_date"), "tellings", ["hub_id", "on_date"])


def downgrade() -> None:
    op.drop_table("tellings")
