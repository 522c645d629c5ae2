"""Let a report of shelling name the road segment it lies on."""

import sqlalchemy as sa
from alembic import op

revision = "report_road"
down_revision = "day_decisions"
branch_labels = None
depends_on = None

KEY = "fk_shelling_reports_road_segment_id_road_segments"


def upgrade() -> None:
    with op.batch_alter_table("shelling_reports") as reports:
        reports.add_column(sa.Column("road_segment_id", sa.Integer(), nullable=True))
        reports.create_foreign_key(KEY, "road_segments", ["road_segment_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("shelling_reports") as reports:
        reports.drop_constraint(KEY, type_="foreignkey")
        reports.drop_column("road_segment_id")
