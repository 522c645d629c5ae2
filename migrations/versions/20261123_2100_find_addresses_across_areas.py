"""Find addresses across areas: by which lookups a person is found; those of older ones are written by a job."""

import sqlalchemy as sa
from alembic import op

revision = "lookups"
down_revision = "source_marks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("lookups", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_people_lookups"), "people", ["lookups"])


def downgrade() -> None:
    op.drop_index(op.f("ix_people_lookups"), "people")
    op.drop_column("people", "lookups")
