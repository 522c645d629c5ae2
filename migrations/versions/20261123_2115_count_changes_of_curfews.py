"""Count the changes of curfews, so that two people who edit one are told."""

import sqlalchemy as sa
from alembic import op

revision = "curfew_versions"
down_revision = "report_road"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("curfews", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("curfews", "version")
