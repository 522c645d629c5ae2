"""Keep pages flat as tables grow: what each looks up is found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "flat_pages"
down_revision = "unrung_stops"
branch_labels = None
depends_on = None

ADDED = (
    ("shelling_events", ("hub_id", "latest_at", "version")),
    ("shelling_events", ("hub_id", "state")),
    ("shelling_events", ("merged_into_id",)),
    ("shelling_reports", ("hub_id", "latest_at")),
    ("shelling_reports", ("reporter_id", "received_at")),
    ("needs", ("logged_by_id", "received_at")),
    ("needs", ("grew_from_id",)),
    ("people", ("hub_id", "changed_seq")),
)
REPLACED = (
    ("shelling_events", ("hub_id", "latest_at")),
    ("shelling_reports", ("reporter_id",)),
    ("needs", ("logged_by_id",)),
    ("people", ("changed_seq",)),
)


WITH_POINT = "ix_shelling_reports_hub_id_chip_with_point"


def _name(table: str, columns: tuple[str, ...]) -> str:
    return op.f(f"ix_{table}_{'_'.join(columns)}")


def upgrade() -> None:
    for table, columns in REPLACED:
        op.drop_index(_name(table, columns), table)
    for table, columns in ADDED:
        op.create_index(_name(table, columns), table, list(columns))
    has_point = sa.text("lat IS NOT NULL")
    op.create_index(
        WITH_POINT, "shelling_reports", ["hub_id", "chip"], sqlite_where=has_point, postgresql_where=has_point
    )


def downgrade() -> None:
    op.drop_index(WITH_POINT, "shelling_reports")
    for table, columns in ADDED:
        op.drop_index(_name(table, columns), table)
    for table, columns in REPLACED:
        op.create_index(_name(table, columns), table, list(columns))
