"""Mark sources of shelling reports, tell shellings apart, take a join back."""

import sqlalchemy as sa
from alembic import op

from app.models.base import Json, UtcDateTime

revision = "source_marks"
down_revision = "danger_maps"
branch_labels = None
depends_on = None

VERDICTS = ("corroborate", "confirm", "dispute", "mark_false", "merge")
RELIABILITY = ("A", "B", "C", "D", "E", "F")
CREDIBILITY = ("1", "2", "3", "4", "5", "6")


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    with op.batch_alter_table("shelling_reports") as reports:
        reports.add_column(sa.Column("origins", Json, nullable=False, server_default="[]"))
        reports.add_column(sa.Column("reliability", _words("reliability", RELIABILITY), nullable=True))
        reports.add_column(sa.Column("credibility", _words("credibility", CREDIBILITY), nullable=True))
        reports.add_column(sa.Column("figures_at", UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table("event_verdicts") as verdicts:
        verdicts.add_column(sa.Column("reports", Json, nullable=False, server_default="[]"))
    _allow_verdicts((*VERDICTS, "separate"))
    op.create_table(
        "source_marks",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("hub_id", sa.Integer(), sa.ForeignKey("hubs.id"), nullable=False, index=True),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("shelling_reports.id"), nullable=True, index=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True, index=True),
        sa.Column("source_ref", sa.String(), nullable=False),
        sa.Column("reliability", _words("reliability", RELIABILITY), nullable=True),
        sa.Column("credibility", _words("credibility", CREDIBILITY), nullable=True),
        sa.Column("tied_to_id", sa.Integer(), sa.ForeignKey("shelling_reports.id"), nullable=True),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
    )
    op.create_table(
        "events_apart",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("hub_id", sa.Integer(), sa.ForeignKey("hubs.id"), nullable=False, index=True),
        sa.Column("first_id", sa.Integer(), sa.ForeignKey("shelling_events.id"), nullable=False, index=True),
        sa.Column("second_id", sa.Integer(), sa.ForeignKey("shelling_events.id"), nullable=False, index=True),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first_id < second_id", name="each_pair_once"),
    )


def downgrade() -> None:
    op.drop_table("events_apart")
    op.drop_table("source_marks")
    op.execute("DELETE FROM event_verdicts WHERE kind = 'separate'")
    _allow_verdicts(VERDICTS)
    with op.batch_alter_table("event_verdicts") as verdicts:
        verdicts.drop_column("reports")
    with op.batch_alter_table("shelling_reports") as reports:
        reports.drop_constraint("reliability", type_="check")
        reports.drop_constraint("credibility", type_="check")
        for name in ("figures_at", "credibility", "reliability", "origins"):
            reports.drop_column(name)


def _allow_verdicts(words: tuple[str, ...]) -> None:
    """What a verdict may be, as the database checks it."""
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table("event_verdicts") as verdicts:
        verdicts.drop_constraint("verdictkind", type_="check")
        verdicts.create_check_constraint("verdictkind", f"kind IN ({listed})")
