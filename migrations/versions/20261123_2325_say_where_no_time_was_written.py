"""Say of a visit that nobody wrote when it ended."""

import sqlalchemy as sa
from alembic import op

revision = "time_not_written"
down_revision = "travel"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("is_time_written", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("visits", "is_time_written")
