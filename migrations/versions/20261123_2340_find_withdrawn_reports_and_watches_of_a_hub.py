"""Find a hub's withdrawn reports and its last watches by index: every danger picture asks for both."""

import sqlalchemy as sa
from alembic import op

revision = "withdrawn_and_watches"
down_revision = "plan_searches"
branch_labels = None
depends_on = None

WITHDRAWN = sa.text("withdrawn_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_shelling_reports_hub_id_withdrawn", "shelling_reports", ["hub_id"],
        sqlite_where=WITHDRAWN, postgresql_where=WITHDRAWN,
    )  # fmt: skip
    op.create_index(op.f("ix_area_watches_hub_id_to_at"), "area_watches", ["hub_id", "to_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_area_watches_hub_id_to_at"), "area_watches")
    op.drop_index("ix_shelling_reports_hub_id_withdrawn", "shelling_reports")
