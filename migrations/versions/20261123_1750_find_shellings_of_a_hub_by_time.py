"""Find shellings of a hub by time."""

from alembic import op

revision = "shellings_by_time"
down_revision = "first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("shelling_events") as batch_op:
        batch_op.create_index(batch_op.f("ix_shelling_events_hub_id_latest_at"), ["hub_id", "latest_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("shelling_events") as batch_op:
        batch_op.drop_index(batch_op.f("ix_shelling_events_hub_id_latest_at"))
