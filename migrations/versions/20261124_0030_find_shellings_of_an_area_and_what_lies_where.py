"""Find the newest shellings of an area, of a state, and what lies near a place."""

import sqlalchemy as sa
from alembic import op

revision = "what_lies_where"
down_revision = "tellings"
branch_labels = None
depends_on = None

ADDED = ("area_id", "latest_at"), ("hub_id", "state", "latest_at")
REPLACED = ("area_id",), ("hub_id", "state")
BEFORE = "ix_shelling_reports_hub_id_chip_with_point", ["hub_id", "chip"]
NOW = (
    "ix_shelling_reports_what_lies_where",
    ["hub_id", "weapon", "chip", "lat", "lon", "event_id", "withdrawn_at"],
)


def _name(columns: tuple[str, ...]) -> str:
    return op.f(f"ix_shelling_events_{'_'.join(columns)}")


def _change(gone: tuple[tuple[str, ...], ...], new: tuple[tuple[str, ...], ...]) -> None:
    for columns in new:
        op.create_index(_name(columns), "shelling_events", list(columns))
    for columns in gone:
        op.drop_index(_name(columns), "shelling_events")


def _find_points(name: str, columns: list[str]) -> None:
    has_point = sa.text("lat IS NOT NULL")
    op.create_index(name, "shelling_reports", columns, sqlite_where=has_point, postgresql_where=has_point)


def upgrade() -> None:
    _change(REPLACED, ADDED)
    op.drop_index(BEFORE[0], "shelling_reports")
    _find_points(*NOW)


def downgrade() -> None:
    op.drop_index(NOW[0], "shelling_reports")
    _find_points(*BEFORE)
    _change(ADDED, REPLACED)
