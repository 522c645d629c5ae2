"""Know the state of each siren feed; an alarm belongs to a region, and an area says which regions it lies in."""

import sqlalchemy as sa
from alembic import op

revision = "siren_feeds"
down_revision = "shellings_by_time"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _source() -> sa.Enum:
    return _words("source", "alerts_in_ua", "ukrainealarm", "training")


def upgrade() -> None:
    op.drop_table("alarms")  # no version wrote to it, so there is nothing to move
    _make_alarms()
    op.create_table(
        "alarm_feeds",
        sa.Column("source", _source(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("error_at", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wait_until", MOMENT, nullable=True),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("action_index", sa.BigInteger(), nullable=True),
        sa.Column("wanted_index", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_alarm_feeds")),
    )
    op.create_table(
        "alarm_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", _source(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_answers")),
    )
    op.create_index(op.f("ix_alarm_answers_fetched_at"), "alarm_answers", ["fetched_at"])
    with op.batch_alter_table("areas") as batch_op:
        batch_op.add_column(sa.Column("alarm_uids", sa.String(), server_default="", nullable=False))


def _make_alarms() -> None:
    regions = _words("regionkind", "oblast", "raion", "hromada", "city", "unknown")
    kinds = _words(
        *("alarmkind", "air_raid", "artillery_shelling", "urban_fights", "combined_shelling"),
        *("chemical", "nuclear", "info", "unknown"),
    )
    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", _source(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("region_uid", sa.String(), nullable=False),
        sa.Column("region_name", sa.String(), nullable=False),
        sa.Column("region_kind", regions, nullable=False),
        sa.Column("oblast_uid", sa.String(), nullable=True),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("kind_text", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("is_estimated", sa.Boolean(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("source", "ref", name=op.f("uq_alarms_source_ref")),
    )
    active = sa.text("finished_at IS NULL")
    op.create_index("ix_alarms_active", "alarms", ["started_at"], postgresql_where=active, sqlite_where=active)
    op.create_index("ix_alarms_finished_at", "alarms", ["finished_at"])


def downgrade() -> None:
    with op.batch_alter_table("areas") as batch_op:
        batch_op.drop_column("alarm_uids")
    op.drop_table("alarm_answers")
    op.drop_table("alarm_feeds")
    op.drop_table("alarms")
    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_alarms_area_id_areas")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_alarms_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("hub_id", "source", "source_ref", name=op.f("uq_alarms_hub_id_source_source_ref")),
    )
    op.create_index(op.f("ix_alarms_area_id"), "alarms", ["area_id"])
    op.create_index(op.f("ix_alarms_hub_id"), "alarms", ["hub_id"])
