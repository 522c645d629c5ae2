"""Let a service point be a stop of the mobile post."""

from alembic import op

revision = "mobile_post_points"
down_revision = "siren_feeds"
branch_labels = None
depends_on = None

BEFORE = "'post', 'bank', 'pharmacy', 'hospital', 'dialysis', 'social', 'water', 'heating', 'transit', 'depot', 'other'"
AFTER = BEFORE.replace("'post'", "'post', 'mobile_post'", 1)
CHECK = "ck_service_points_pointkind"


def upgrade() -> None:
    _check_kind(BEFORE, AFTER)


def downgrade() -> None:
    op.execute("UPDATE service_points SET kind = 'post' WHERE kind = 'mobile_post'")
    _check_kind(AFTER, BEFORE)


def _check_kind(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_check(old, new)
        return
    op.drop_constraint(op.f(CHECK), "service_points", type_="check")
    op.create_check_constraint(op.f(CHECK), "service_points", f"kind IN ({new})")


def _rewrite_check(old: str, new: str) -> None:
    """As sqlite.org/lang_altertable.html (7) tells it: a rebuilt table would lose its other checks and be dropped first."""
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'service_points'",
        (f"CHECK (kind IN ({old}))", f"CHECK (kind IN ({new}))"),
    )
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")
