"""Make hubs people needs shelling places teams and routes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "first"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hubs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_uk", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("base_lat", sa.Double(), nullable=False),
        sa.Column("base_lon", sa.Double(), nullable=False),
        sa.Column("base_name", sa.String(), nullable=False),
        sa.Column("duty_phone", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("settings_version", sa.Integer(), nullable=False),
        sa.Column("needs_counter", sa.Integer(), nullable=False),
        sa.Column("sheets_counter", sa.Integer(), nullable=False),
        sa.Column("packets_counter", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubs")),
        sa.UniqueConstraint("code", name=op.f("uq_hubs_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_hubs_uid")),
    )
    op.create_table(
        "key_checks",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_key_checks")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_hash", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_attempts_account_hash_at"), ["account_hash", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_attempts_address_hash_at"), ["address_hash", "at"], unique=False)

    op.create_table(
        "story_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offset_s", sa.Double(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_story_clock_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_clock")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "volunteer",
                "coordinator",
                "admin",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_duty_officer", sa.Boolean(), nullable=False),
        sa.Column("is_approver", sa.Boolean(), nullable=False),
        sa.Column("is_safety_lead", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("password_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.CheckConstraint("language IN ('uk', 'en')", name=op.f("ck_users_language_known")),
        sa.CheckConstraint(
            "role = 'coordinator' OR NOT (is_duty_officer OR is_approver OR is_safety_lead)",
            name=op.f("ck_users_flags_of_coordinators"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("uid", name=op.f("uq_users_uid")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_table(
        "areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_uk", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "area",
                "settlement",
                "hromada",
                "raion",
                name="areakind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("katottg", sa.String(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("radius_m", sa.Integer(), nullable=True),
        sa.Column("outline", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("permit_needed", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_areas_both_coordinates")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_areas_hub_id_hubs")),
        sa.ForeignKeyConstraint(["parent_id"], ["areas.id"], name=op.f("fk_areas_parent_id_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("hub_id", "code", name=op.f("uq_areas_hub_id_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_areas_uid")),
    )
    with op.batch_alter_table("areas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_areas_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_areas_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "audit_entries",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_uid", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_audit_entries_actor_id_users")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entries_hash")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entries_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_object_uid"), ["object_uid"], unique=False)

    op.create_table(
        "days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "closed", name="daystate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_why", sa.String(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name=op.f("fk_days_closed_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_days_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_days")),
        sa.UniqueConstraint("hub_id", "on_date", name=op.f("uq_days_hub_id_on_date")),
    )
    with op.batch_alter_table("days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_days_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "hub_settings_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("settings_version", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_hub_settings_changes_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_hub_settings_changes_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_settings_changes")),
    )
    with op.batch_alter_table("hub_settings_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hub_settings_changes_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_memberships_hub_id_hubs")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "hub_id", name=op.f("pk_memberships")),
    )
    op.create_table(
        "need_kinds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label_uk", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("paper_uk", sa.String(), nullable=False),
        sa.Column("paper_en", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("skills", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "pattern",
            sa.Enum(
                "home",
                "escort",
                "point_home",
                "home_point",
                "remote",
                name="stoppattern",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("point_kinds", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum("U1", "U2", "U3", "U4", name="urgency", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("cargo_kg", sa.Integer(), nullable=False),
        sa.Column("is_life_saving", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 0 AND 600", name=op.f("ck_need_kinds_minutes_plausible")),
        sa.CheckConstraint("people BETWEEN 1 AND 12", name=op.f("ck_need_kinds_people_plausible")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_need_kinds_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_kinds")),
        sa.UniqueConstraint("hub_id", "code", name=op.f("uq_need_kinds_hub_id_code")),
    )
    with op.batch_alter_table("need_kinds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_kinds_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "record_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("before_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_record_changes_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_record_changes_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_changes")),
        sa.UniqueConstraint("uid", name=op.f("uq_record_changes_uid")),
    )
    with op.batch_alter_table("record_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_changes_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_changes_row_id"), ["row_id"], unique=False)

    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("call_sign", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_teams_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("hub_id", "number", name=op.f("uq_teams_hub_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_teams_uid")),
    )
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teams_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "user_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_user_sessions_hub_id_hubs")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_user_sessions")),
    )
    with op.batch_alter_table("user_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "vehicles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("plate_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("cargo_kg", sa.Integer(), nullable=False),
        sa.Column("skills", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "seats BETWEEN 0 AND 50 AND cargo_kg BETWEEN 0 AND 20000", name=op.f("ck_vehicles_capacity_plausible")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_vehicles_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicles")),
        sa.UniqueConstraint("hub_id", "code", name=op.f("uq_vehicles_hub_id_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_vehicles_uid")),
    )
    with op.batch_alter_table("vehicles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vehicles_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "volunteers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("skills", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_volunteers_hub_id_hubs")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_volunteers_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteers")),
        sa.UniqueConstraint("uid", name=op.f("uq_volunteers_uid")),
        sa.UniqueConstraint("user_id", name=op.f("uq_volunteers_user_id")),
    )
    with op.batch_alter_table("volunteers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volunteers_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_alarms_area_id_areas")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_alarms_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("hub_id", "source", "source_ref", name=op.f("uq_alarms_hub_id_source_source_ref")),
    )
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alarms_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alarms_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "area_watches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_area_watches_area_id_areas")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_area_watches_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_area_watches_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_watches")),
    )
    with op.batch_alter_table("area_watches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_watches_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_area_watches_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "curfews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("starts_min", sa.Integer(), nullable=False),
        sa.Column("ends_min", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "starts_min BETWEEN 0 AND 1439 AND ends_min BETWEEN 0 AND 1440", name=op.f("ck_curfews_minutes_of_a_day")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_curfews_dates_in_order")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_curfews_area_id_areas")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_curfews_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curfews")),
    )
    with op.batch_alter_table("curfews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curfews_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curfews_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "households",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("landmark_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("access_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_households_both_coordinates")),
        sa.CheckConstraint("people_count BETWEEN 1 AND 99", name=op.f("ck_households_people_counted")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_households_area_id_areas")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_households_hub_id_hubs")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["households.id"], name=op.f("fk_households_merged_into_id_households")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
        sa.UniqueConstraint("uid", name=op.f("uq_households_uid")),
    )
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_households_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_households_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "permits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("vehicle_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_permits_dates_in_order")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_permits_hub_id_hubs")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_permits_vehicle_id_vehicles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permits")),
        sa.UniqueConstraint("uid", name=op.f("uq_permits_uid")),
    )
    with op.batch_alter_table("permits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_permits_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "road_segments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_area_id", sa.Integer(), nullable=False),
        sa.Column("to_area_id", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_area_id"], ["areas.id"], name=op.f("fk_road_segments_from_area_id_areas")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_road_segments_hub_id_hubs")),
        sa.ForeignKeyConstraint(["to_area_id"], ["areas.id"], name=op.f("fk_road_segments_to_area_id_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_road_segments")),
        sa.UniqueConstraint("uid", name=op.f("uq_road_segments_uid")),
    )
    with op.batch_alter_table("road_segments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_road_segments_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "route_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "superseded",
                name="routestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=False),
        sa.Column("leave_min", sa.Integer(), nullable=True),
        sa.Column("home_min", sa.Integer(), nullable=True),
        sa.Column("danger_issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("danger", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') = (number IS NULL)", name=op.f("ck_route_versions_published_has_a_number")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_route_versions_hub_id_hubs")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_route_versions_made_by_id_users")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["users.id"], name=op.f("fk_route_versions_published_by_id_users")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_route_versions_team_id_teams")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["users.id"], name=op.f("fk_route_versions_withdrawn_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_versions")),
        sa.UniqueConstraint("team_id", "on_date", "number", name=op.f("uq_route_versions_team_id_on_date_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_route_versions_uid")),
    )
    with op.batch_alter_table("route_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_route_versions_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_route_versions_on_date"), ["on_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_route_versions_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "uq_route_versions_one_draft",
            ["team_id", "on_date"],
            unique=True,
            postgresql_where=sa.text("state = 'draft'"),
            sqlite_where=sa.text("state = 'draft'"),
        )
        batch_op.create_index(
            "uq_route_versions_one_published",
            ["team_id", "on_date"],
            unique=True,
            postgresql_where=sa.text("state = 'published'"),
            sqlite_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "service_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "post",
                "bank",
                "pharmacy",
                "hospital",
                "dialysis",
                "social",
                "water",
                "heating",
                "transit",
                "depot",
                "other",
                name="pointkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("hours", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_service_points_area_id_areas")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_service_points_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_points")),
        sa.UniqueConstraint("uid", name=op.f("uq_service_points_uid")),
    )
    with op.batch_alter_table("service_points", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_points_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_points_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "shelling_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("earliest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unverified",
                "reported",
                "corroborated",
                "confirmed",
                "disputed",
                "false",
                "merged",
                name="eventstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("latest_at >= earliest_at", name=op.f("ck_shelling_events_span_in_order")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_shelling_events_area_id_areas")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_shelling_events_hub_id_hubs")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["shelling_events.id"], name=op.f("fk_shelling_events_merged_into_id_shelling_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelling_events")),
        sa.UniqueConstraint("uid", name=op.f("uq_shelling_events_uid")),
    )
    with op.batch_alter_table("shelling_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shelling_events_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shelling_events_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shelling_events_latest_at"), ["latest_at"], unique=False)

    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("vehicle_id", sa.Integer(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("starts_min", sa.Integer(), nullable=False),
        sa.Column("ends_min", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "0 <= starts_min AND starts_min < ends_min AND ends_min <= 1440", name=op.f("ck_shifts_minutes_in_order")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_shifts_hub_id_hubs")),
        sa.ForeignKeyConstraint(["lead_id"], ["volunteers.id"], name=op.f("fk_shifts_lead_id_volunteers")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_shifts_team_id_teams")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_shifts_vehicle_id_vehicles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sa.UniqueConstraint("team_id", "on_date", name=op.f("uq_shifts_team_id_on_date")),
        sa.UniqueConstraint("uid", name=op.f("uq_shifts_uid")),
    )
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shifts_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shifts_on_date"), ["on_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_shifts_team_id"), ["team_id"], unique=False)

    op.create_table(
        "zone_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column(
            "zone",
            sa.Enum("Z0", "Z1", "Z2", "Z3", "Z4", name="zone", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> set_by_id", name=op.f("ck_zone_settings_two_people")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_zone_settings_area_id_areas")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["users.id"], name=op.f("fk_zone_settings_confirmed_by_id_users")),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_zone_settings_set_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_settings")),
    )
    with op.batch_alter_table("zone_settings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_zone_settings_area_id"), ["area_id"], unique=False)

    op.create_table(
        "departures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_by_id", sa.Integer(), nullable=False),
        sa.Column("home_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("home_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["home_by_id"], ["users.id"], name=op.f("fk_departures_home_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_departures_hub_id_hubs")),
        sa.ForeignKeyConstraint(["left_by_id"], ["users.id"], name=op.f("fk_departures_left_by_id_users")),
        sa.ForeignKeyConstraint(
            ["route_id"], ["route_versions.id"], name=op.f("fk_departures_route_id_route_versions")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_departures_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
        sa.UniqueConstraint("uid", name=op.f("uq_departures_uid")),
    )
    with op.batch_alter_table("departures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_departures_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_departures_on_date"), ["on_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_departures_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "uq_departures_one_out",
            ["team_id"],
            unique=True,
            postgresql_where=sa.text("home_at IS NULL"),
            sqlite_where=sa.text("home_at IS NULL"),
        )

    op.create_table(
        "event_verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "corroborate",
                "confirm",
                "dispute",
                "mark_false",
                "merge",
                name="verdictkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_event_verdicts_by_id_users")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["shelling_events.id"], name=op.f("fk_event_verdicts_event_id_shelling_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_verdicts")),
    )
    with op.batch_alter_table("event_verdicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_verdicts_event_id"), ["event_id"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("first_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("patronymic_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("surname_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("known_as_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phones_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("call_first_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("speaks", sa.String(), nullable=False),
        sa.Column("walks_with_difficulty", sa.Boolean(), nullable=False),
        sa.Column("is_bed_bound", sa.Boolean(), nullable=False),
        sa.Column("lives_alone", sa.Boolean(), nullable=False),
        sa.Column("depends_on_device", sa.Boolean(), nullable=False),
        sa.Column("has_no_carer", sa.Boolean(), nullable=False),
        sa.Column("own_team_id", sa.Integer(), nullable=True),
        sa.Column("stop_calls", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100", name=op.f("ck_people_birth_year_plausible")
        ),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_people_household_id_households")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_people_hub_id_hubs")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["people.id"], name=op.f("fk_people_merged_into_id_people")),
        sa.ForeignKeyConstraint(["own_team_id"], ["teams.id"], name=op.f("fk_people_own_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("uid", name=op.f("uq_people_uid")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_changed_seq"), ["changed_seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "permit_areas",
        sa.Column("permit_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_permit_areas_area_id_areas")),
        sa.ForeignKeyConstraint(
            ["permit_id"], ["permits.id"], name=op.f("fk_permit_areas_permit_id_permits"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("permit_id", "area_id", name=op.f("pk_permit_areas")),
    )
    op.create_table(
        "permit_volunteers",
        sa.Column("permit_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["permit_id"], ["permits.id"], name=op.f("fk_permit_volunteers_permit_id_permits"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_permit_volunteers_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("permit_id", "volunteer_id", name=op.f("pk_permit_volunteers")),
    )
    op.create_table(
        "route_changes_seen",
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["route_id"], ["route_versions.id"], name=op.f("fk_route_changes_seen_route_id_route_versions")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_route_changes_seen_user_id_users")),
        sa.PrimaryKeyConstraint("route_id", "user_id", name=op.f("pk_route_changes_seen")),
    )
    op.create_table(
        "sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_sheets_hub_id_hubs")),
        sa.ForeignKeyConstraint(["printed_by_id"], ["users.id"], name=op.f("fk_sheets_printed_by_id_users")),
        sa.ForeignKeyConstraint(["route_id"], ["route_versions.id"], name=op.f("fk_sheets_route_id_route_versions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheets")),
        sa.UniqueConstraint("hub_id", "number", name=op.f("uq_sheets_hub_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_sheets_uid")),
    )
    with op.batch_alter_table("sheets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheets_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheets_route_id"), ["route_id"], unique=False)

    op.create_table(
        "shelling_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("earliest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "time_precision",
            sa.Enum(
                "exact",
                "quarter",
                "hour",
                "part_of_day",
                "date",
                name="timeprecision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "chip",
            sa.Enum(
                "artillery",
                "rockets",
                "mortar",
                "drone",
                "glide_bomb",
                "missile",
                "mine",
                "unknown",
                name="chip",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("weapon", sa.String(), nullable=True),
        sa.Column(
            "area_precision",
            sa.Enum(
                "point",
                "area",
                "settlement",
                name="areaprecision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column(
            "observation",
            sa.Enum(
                "heard",
                "seen",
                "impact",
                "second_hand",
                name="observation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "source_type",
            sa.Enum(
                "volunteer",
                "coordinator",
                "official",
                "team_on_site",
                "resident",
                "history",
                name="sourcetype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source_ref", sa.String(), nullable=False),
        sa.Column("is_hearsay", sa.Boolean(), nullable=False),
        sa.Column("count_text", sa.String(), nullable=False),
        sa.Column("damage", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("killed", sa.Integer(), nullable=True),
        sa.Column("injured", sa.Integer(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_shelling_reports_both_coordinates")),
        sa.CheckConstraint("injured IS NULL OR injured >= 0", name=op.f("ck_shelling_reports_injured_not_negative")),
        sa.CheckConstraint("killed IS NULL OR killed >= 0", name=op.f("ck_shelling_reports_killed_not_negative")),
        sa.CheckConstraint("latest_at >= earliest_at", name=op.f("ck_shelling_reports_span_in_order")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_shelling_reports_area_id_areas")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["shelling_reports.id"], name=op.f("fk_shelling_reports_corrects_id_shelling_reports")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["shelling_events.id"], name=op.f("fk_shelling_reports_event_id_shelling_events")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_shelling_reports_hub_id_hubs")),
        sa.ForeignKeyConstraint(["reporter_id"], ["users.id"], name=op.f("fk_shelling_reports_reporter_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelling_reports")),
        sa.UniqueConstraint("uid", name=op.f("uq_shelling_reports_uid")),
    )
    with op.batch_alter_table("shelling_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shelling_reports_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shelling_reports_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shelling_reports_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_shelling_reports_hub_id_received_at"), ["hub_id", "received_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_shelling_reports_received_at"), ["received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_shelling_reports_reporter_id"), ["reporter_id"], unique=False)

    op.create_table(
        "shift_members",
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shifts.id"], name=op.f("fk_shift_members_shift_id_shifts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_shift_members_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("shift_id", "volunteer_id", name=op.f("pk_shift_members")),
    )
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("service_point_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "published",
                "under_way",
                "done",
                "missed",
                "cancelled",
                name="visitstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "DONE",
                "PART",
                "NOBODY",
                "NOTFOUND",
                "REFUSED",
                "PERSUADE",
                "ABORT_DANGER",
                "ABORT_TIME",
                "CLOSED_SP",
                "ROAD",
                "VEH",
                "CREW",
                "MOVED",
                "HOSP",
                "DIED",
                "DUP",
                "INVALID",
                "CANC_ORG",
                "NOT_LEFT",
                "HELD_OUT",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "cause",
            sa.Enum(
                "danger",
                "time",
                "road",
                "point_closed",
                "vehicle",
                "team",
                "nobody",
                "not_found",
                "cancelled_by_us",
                "other",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("outcome_note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("pin_team_id", sa.Integer(), nullable=True),
        sa.Column("pin_from_min", sa.Integer(), nullable=True),
        sa.Column("pin_to_min", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approval_why", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'missed') = (cause IS NOT NULL)", name=op.f("ck_visits_missed_says_why")),
        sa.CheckConstraint(
            "(state IN ('done', 'missed')) = (outcome IS NOT NULL)", name=op.f("ck_visits_outcome_when_over")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_visits_approved_by_id_users")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_visits_household_id_households")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_visits_hub_id_hubs")),
        sa.ForeignKeyConstraint(["pin_team_id"], ["teams.id"], name=op.f("fk_visits_pin_team_id_teams")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_visits_recorded_by_id_users")),
        sa.ForeignKeyConstraint(
            ["service_point_id"], ["service_points.id"], name=op.f("fk_visits_service_point_id_service_points")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_visits_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("uid", name=op.f("uq_visits_uid")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visits_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_hub_id_on_date"), ["hub_id", "on_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_on_date"), ["on_date"], unique=False)

    op.create_table(
        "clearances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_report_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("until > at", name=op.f("ck_clearances_until_after_at")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_clearances_area_id_areas")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_clearances_by_id_users")),
        sa.ForeignKeyConstraint(
            ["ended_by_report_id"],
            ["shelling_reports.id"],
            name=op.f("fk_clearances_ended_by_report_id_shelling_reports"),
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_clearances_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearances")),
        sa.UniqueConstraint("uid", name=op.f("uq_clearances_uid")),
    )
    with op.batch_alter_table("clearances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clearances_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clearances_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clearances_on_date"), ["on_date"], unique=False)

    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "yes", "no", "not_asked", name="consentanswer", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("through", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_consents_by_id_users")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_person_id"), ["person_id"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("departure_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_contacts_by_id_users")),
        sa.ForeignKeyConstraint(["departure_id"], ["departures.id"], name=op.f("fk_contacts_departure_id_departures")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_contacts_hub_id_hubs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_departure_id"), ["departure_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("road_segment_id", sa.Integer(), nullable=True),
        sa.Column("service_point_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum("report", "person", name="holdreason", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by_id", sa.Integer(), nullable=True),
        sa.Column("release_asked_by_id", sa.Integer(), nullable=True),
        sa.Column("release_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "released_at IS NULL OR (released_by_id IS NOT NULL AND release_reason <> '')",
            name=op.f("ck_holds_release_has_a_name"),
        ),
        sa.CheckConstraint(
            "(CASE WHEN area_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN road_segment_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN service_point_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_holds_on_one_thing"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_holds_area_id_areas")),
        sa.ForeignKeyConstraint(["event_id"], ["shelling_events.id"], name=op.f("fk_holds_event_id_shelling_events")),
        sa.ForeignKeyConstraint(["held_by_id"], ["users.id"], name=op.f("fk_holds_held_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_holds_hub_id_hubs")),
        sa.ForeignKeyConstraint(["release_asked_by_id"], ["users.id"], name=op.f("fk_holds_release_asked_by_id_users")),
        sa.ForeignKeyConstraint(["released_by_id"], ["users.id"], name=op.f("fk_holds_released_by_id_users")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["shelling_reports.id"], name=op.f("fk_holds_report_id_shelling_reports")
        ),
        sa.ForeignKeyConstraint(
            ["road_segment_id"], ["road_segments.id"], name=op.f("fk_holds_road_segment_id_road_segments")
        ),
        sa.ForeignKeyConstraint(
            ["service_point_id"], ["service_points.id"], name=op.f("fk_holds_service_point_id_service_points")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_holds_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sa.UniqueConstraint("uid", name=op.f("uq_holds_uid")),
    )
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holds_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_holds_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_holds_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_holds_road_segment_id"), ["road_segment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_holds_service_point_id"), ["service_point_id"], unique=False)
        batch_op.create_index(
            "ix_holds_unreleased",
            ["hub_id"],
            unique=False,
            postgresql_where=sa.text("released_at IS NULL"),
            sqlite_where=sa.text("released_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_holds_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "needs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "triaged",
                "info_needed",
                "ready",
                "planned",
                "decision_needed",
                "paused",
                "closed",
                name="needstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "close_reason",
            sa.Enum(
                "met",
                "declined",
                "moved",
                "died",
                "withdrawn",
                "duplicate",
                name="closereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "urgency",
            sa.Enum("U1", "U2", "U3", "U4", name="urgency", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("windows", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("provider_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("recur_days", sa.Integer(), nullable=True),
        sa.Column(
            "way",
            sa.Enum(
                "escort",
                "mobile_post",
                "home_delivery",
                "proxy",
                "move_to_card",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("service_point_id", sa.Integer(), nullable=True),
        sa.Column("packet_no", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("score_override", sa.Integer(), nullable=True),
        sa.Column("score_override_why", sa.String(), nullable=False),
        sa.Column("phone_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phone_confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "phone",
                "desk",
                "import",
                "follow_up",
                name="needsource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("logged_by_id", sa.Integer(), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_why", sa.String(), nullable=False),
        sa.Column("grew_from_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (close_reason IS NOT NULL)", name=op.f("ck_needs_closed_says_why")),
        sa.CheckConstraint(
            "score_override IS NULL OR score_override_why <> ''", name=op.f("ck_needs_override_says_why")
        ),
        sa.CheckConstraint("quantity BETWEEN 1 AND 999", name=op.f("ck_needs_quantity_plausible")),
        sa.CheckConstraint(
            "recur_days IS NULL OR recur_days BETWEEN 1 AND 366", name=op.f("ck_needs_recurrence_plausible")
        ),
        sa.ForeignKeyConstraint(["grew_from_id"], ["needs.id"], name=op.f("fk_needs_grew_from_id_needs")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_needs_household_id_households")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_needs_hub_id_hubs")),
        sa.ForeignKeyConstraint(["kind_id"], ["need_kinds.id"], name=op.f("fk_needs_kind_id_need_kinds")),
        sa.ForeignKeyConstraint(["logged_by_id"], ["users.id"], name=op.f("fk_needs_logged_by_id_users")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_needs_person_id_people")),
        sa.ForeignKeyConstraint(
            ["phone_confirmed_by_id"], ["users.id"], name=op.f("fk_needs_phone_confirmed_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["service_point_id"], ["service_points.id"], name=op.f("fk_needs_service_point_id_service_points")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
        sa.UniqueConstraint("hub_id", "number", name=op.f("uq_needs_hub_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_needs_uid")),
    )
    with op.batch_alter_table("needs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_needs_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_hub_id_state"), ["hub_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_logged_by_id"), ["logged_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_person_id"), ["person_id"], unique=False)

    op.create_table(
        "outcome_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "DONE",
                "PART",
                "NOBODY",
                "NOTFOUND",
                "REFUSED",
                "PERSUADE",
                "ABORT_DANGER",
                "ABORT_TIME",
                "CLOSED_SP",
                "ROAD",
                "VEH",
                "CREW",
                "MOVED",
                "HOSP",
                "DIED",
                "DUP",
                "INVALID",
                "CANC_ORG",
                "NOT_LEFT",
                "HELD_OUT",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "cause",
            sa.Enum(
                "danger",
                "time",
                "road",
                "point_closed",
                "vehicle",
                "team",
                "nobody",
                "not_found",
                "cancelled_by_us",
                "other",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["users.id"], name=op.f("fk_outcome_changes_changed_by_id_users")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_outcome_changes_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_outcome_changes_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_changes")),
    )
    with op.batch_alter_table("outcome_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_changes_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "person_lookups",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_person_lookups_hub_id_hubs")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_lookups_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "digest", name=op.f("pk_person_lookups")),
    )
    with op.batch_alter_table("person_lookups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_lookups_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_lookups_hub_id"), ["hub_id"], unique=False)

    op.create_table(
        "route_stops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("leg", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("service_point_id", sa.Integer(), nullable=True),
        sa.Column("arrive_min", sa.Integer(), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=False),
        sa.Column("depart_min", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.CheckConstraint(
            "arrive_min <= start_min AND start_min <= depart_min", name=op.f("ck_route_stops_times_in_order")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_route_stops_area_id_areas")),
        sa.ForeignKeyConstraint(
            ["route_id"], ["route_versions.id"], name=op.f("fk_route_stops_route_id_route_versions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["service_point_id"], ["service_points.id"], name=op.f("fk_route_stops_service_point_id_service_points")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_route_stops_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_stops")),
        sa.UniqueConstraint("route_id", "position", name=op.f("uq_route_stops_route_id_position")),
    )
    with op.batch_alter_table("route_stops", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_route_stops_route_id"), ["route_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_route_stops_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "service_point_statuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_point_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "closed",
                "destroyed",
                "unconfirmed",
                name="pointstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_service_point_statuses_by_id_users")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["shelling_reports.id"], name=op.f("fk_service_point_statuses_report_id_shelling_reports")
        ),
        sa.ForeignKeyConstraint(
            ["service_point_id"],
            ["service_points.id"],
            name=op.f("fk_service_point_statuses_service_point_id_service_points"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_point_statuses")),
    )
    with op.batch_alter_table("service_point_statuses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_service_point_statuses_service_point_id"), ["service_point_id"], unique=False
        )

    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "escort",
                "mobile_post",
                "home_delivery",
                "proxy",
                "move_to_card",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_decisions_made_by_id_users")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_decisions_need_id_needs")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_decisions_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_need_id"), ["need_id"], unique=False)

    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("service_point_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["done_by_id"], ["users.id"], name=op.f("fk_follow_ups_done_by_id_users")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_follow_ups_hub_id_hubs")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_follow_ups_need_id_needs")),
        sa.ForeignKeyConstraint(
            ["service_point_id"], ["service_points.id"], name=op.f("fk_follow_ups_service_point_id_service_points")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_follow_ups_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("uid", name=op.f("uq_follow_ups_uid")),
    )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_ups_hub_id"), ["hub_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_follow_ups_hub_id_done_at_due_at"), ["hub_id", "done_at", "due_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_follow_ups_need_id"), ["need_id"], unique=False)

    op.create_table(
        "need_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column(
            "from_state",
            sa.Enum(
                "new",
                "triaged",
                "info_needed",
                "ready",
                "planned",
                "decision_needed",
                "paused",
                "closed",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "new",
                "triaged",
                "info_needed",
                "ready",
                "planned",
                "decision_needed",
                "paused",
                "closed",
                name="needstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_need_moves_by_id_users")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_need_moves_need_id_needs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_moves")),
    )
    with op.batch_alter_table("need_moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_moves_need_id"), ["need_id"], unique=False)

    op.create_table(
        "visit_needs",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_visit_needs_need_id_needs")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_needs_visit_id_visits")),
        sa.PrimaryKeyConstraint("visit_id", "need_id", name=op.f("pk_visit_needs")),
    )
    with op.batch_alter_table("visit_needs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_needs_need_id"), ["need_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("visit_needs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_needs_need_id"))

    op.drop_table("visit_needs")
    with op.batch_alter_table("need_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_moves_need_id"))

    op.drop_table("need_moves")
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_ups_need_id"))
        batch_op.drop_index(batch_op.f("ix_follow_ups_hub_id_done_at_due_at"))
        batch_op.drop_index(batch_op.f("ix_follow_ups_hub_id"))

    op.drop_table("follow_ups")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_need_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("service_point_statuses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_point_statuses_service_point_id"))

    op.drop_table("service_point_statuses")
    with op.batch_alter_table("route_stops", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_route_stops_visit_id"))
        batch_op.drop_index(batch_op.f("ix_route_stops_route_id"))

    op.drop_table("route_stops")
    with op.batch_alter_table("person_lookups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_lookups_hub_id"))
        batch_op.drop_index(batch_op.f("ix_person_lookups_digest"))

    op.drop_table("person_lookups")
    with op.batch_alter_table("outcome_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_changes_visit_id"))

    op.drop_table("outcome_changes")
    with op.batch_alter_table("needs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_needs_person_id"))
        batch_op.drop_index(batch_op.f("ix_needs_logged_by_id"))
        batch_op.drop_index(batch_op.f("ix_needs_hub_id_state"))
        batch_op.drop_index(batch_op.f("ix_needs_hub_id"))
        batch_op.drop_index(batch_op.f("ix_needs_household_id"))

    op.drop_table("needs")
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_holds_visit_id"))
        batch_op.drop_index(
            "ix_holds_unreleased",
            postgresql_where=sa.text("released_at IS NULL"),
            sqlite_where=sa.text("released_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_holds_service_point_id"))
        batch_op.drop_index(batch_op.f("ix_holds_road_segment_id"))
        batch_op.drop_index(batch_op.f("ix_holds_hub_id"))
        batch_op.drop_index(batch_op.f("ix_holds_event_id"))
        batch_op.drop_index(batch_op.f("ix_holds_area_id"))

    op.drop_table("holds")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_hub_id"))
        batch_op.drop_index(batch_op.f("ix_contacts_departure_id"))

    op.drop_table("contacts")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consents_person_id"))

    op.drop_table("consents")
    with op.batch_alter_table("clearances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clearances_on_date"))
        batch_op.drop_index(batch_op.f("ix_clearances_hub_id"))
        batch_op.drop_index(batch_op.f("ix_clearances_area_id"))

    op.drop_table("clearances")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visits_on_date"))
        batch_op.drop_index(batch_op.f("ix_visits_hub_id_on_date"))
        batch_op.drop_index(batch_op.f("ix_visits_hub_id"))
        batch_op.drop_index(batch_op.f("ix_visits_household_id"))

    op.drop_table("visits")
    op.drop_table("shift_members")
    with op.batch_alter_table("shelling_reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shelling_reports_reporter_id"))
        batch_op.drop_index(batch_op.f("ix_shelling_reports_received_at"))
        batch_op.drop_index(batch_op.f("ix_shelling_reports_hub_id_received_at"))
        batch_op.drop_index(batch_op.f("ix_shelling_reports_hub_id"))
        batch_op.drop_index(batch_op.f("ix_shelling_reports_event_id"))
        batch_op.drop_index(batch_op.f("ix_shelling_reports_area_id"))

    op.drop_table("shelling_reports")
    with op.batch_alter_table("sheets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheets_route_id"))
        batch_op.drop_index(batch_op.f("ix_sheets_hub_id"))

    op.drop_table("sheets")
    op.drop_table("route_changes_seen")
    op.drop_table("permit_volunteers")
    op.drop_table("permit_areas")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_hub_id"))
        batch_op.drop_index(batch_op.f("ix_people_household_id"))
        batch_op.drop_index(batch_op.f("ix_people_changed_seq"))

    op.drop_table("people")
    with op.batch_alter_table("event_verdicts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_verdicts_event_id"))

    op.drop_table("event_verdicts")
    with op.batch_alter_table("departures", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_departures_one_out",
            postgresql_where=sa.text("home_at IS NULL"),
            sqlite_where=sa.text("home_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_departures_team_id"))
        batch_op.drop_index(batch_op.f("ix_departures_on_date"))
        batch_op.drop_index(batch_op.f("ix_departures_hub_id"))

    op.drop_table("departures")
    with op.batch_alter_table("zone_settings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_zone_settings_area_id"))

    op.drop_table("zone_settings")
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shifts_team_id"))
        batch_op.drop_index(batch_op.f("ix_shifts_on_date"))
        batch_op.drop_index(batch_op.f("ix_shifts_hub_id"))

    op.drop_table("shifts")
    with op.batch_alter_table("shelling_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shelling_events_latest_at"))
        batch_op.drop_index(batch_op.f("ix_shelling_events_hub_id"))
        batch_op.drop_index(batch_op.f("ix_shelling_events_area_id"))

    op.drop_table("shelling_events")
    with op.batch_alter_table("service_points", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_points_hub_id"))
        batch_op.drop_index(batch_op.f("ix_service_points_area_id"))

    op.drop_table("service_points")
    with op.batch_alter_table("route_versions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_route_versions_one_published",
            postgresql_where=sa.text("state = 'published'"),
            sqlite_where=sa.text("state = 'published'"),
        )
        batch_op.drop_index(
            "uq_route_versions_one_draft",
            postgresql_where=sa.text("state = 'draft'"),
            sqlite_where=sa.text("state = 'draft'"),
        )
        batch_op.drop_index(batch_op.f("ix_route_versions_team_id"))
        batch_op.drop_index(batch_op.f("ix_route_versions_on_date"))
        batch_op.drop_index(batch_op.f("ix_route_versions_hub_id"))

    op.drop_table("route_versions")
    with op.batch_alter_table("road_segments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_road_segments_hub_id"))

    op.drop_table("road_segments")
    with op.batch_alter_table("permits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_permits_hub_id"))

    op.drop_table("permits")
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_households_hub_id"))
        batch_op.drop_index(batch_op.f("ix_households_area_id"))

    op.drop_table("households")
    with op.batch_alter_table("curfews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curfews_hub_id"))
        batch_op.drop_index(batch_op.f("ix_curfews_area_id"))

    op.drop_table("curfews")
    with op.batch_alter_table("area_watches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_watches_hub_id"))
        batch_op.drop_index(batch_op.f("ix_area_watches_area_id"))

    op.drop_table("area_watches")
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alarms_hub_id"))
        batch_op.drop_index(batch_op.f("ix_alarms_area_id"))

    op.drop_table("alarms")
    with op.batch_alter_table("volunteers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteers_hub_id"))

    op.drop_table("volunteers")
    with op.batch_alter_table("vehicles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vehicles_hub_id"))

    op.drop_table("vehicles")
    with op.batch_alter_table("user_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_sessions_user_id"))

    op.drop_table("user_sessions")
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teams_hub_id"))

    op.drop_table("teams")
    with op.batch_alter_table("record_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_changes_row_id"))
        batch_op.drop_index(batch_op.f("ix_record_changes_hub_id"))

    op.drop_table("record_changes")
    with op.batch_alter_table("need_kinds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_kinds_hub_id"))

    op.drop_table("need_kinds")
    op.drop_table("memberships")
    with op.batch_alter_table("hub_settings_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hub_settings_changes_hub_id"))

    op.drop_table("hub_settings_changes")
    with op.batch_alter_table("days", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_days_hub_id"))

    op.drop_table("days")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_object_uid"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_hub_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_actor_id"))

    op.drop_table("audit_entries")
    with op.batch_alter_table("areas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_areas_parent_id"))
        batch_op.drop_index(batch_op.f("ix_areas_hub_id"))

    op.drop_table("areas")
    op.drop_table("users")
    op.drop_table("story_clock")
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_attempts_address_hash_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_attempts_account_hash_at"))

    op.drop_table("sign_in_attempts")
    op.drop_table("key_checks")
    op.drop_table("hubs")
