"""Keep what was still open when a day was closed, with the reason that was given."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "closed_with"
down_revision = "time_not_written"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "days", sa.Column("closed_with", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("days", "closed_with")
