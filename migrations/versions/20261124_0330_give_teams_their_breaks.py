"""Give teams their breaks: at the base, so many minutes in a window of the shift."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "team_breaks"
down_revision = "promise_moves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("teams", sa.Column("breaks", kind, server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("teams") as batch:
        batch.drop_column("breaks")
