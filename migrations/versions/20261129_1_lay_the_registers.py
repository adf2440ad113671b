"""Lay the registers.

Revision ID: 20261129_1
Revises: 20261123_5
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_1"
down_revision = "20261123_5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("block", sa.String(length=64), nullable=False),
        sa.Column("head", sa.String(length=32), nullable=True),
        sa.Column("deputy", sa.String(length=32), nullable=True),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("declared_by", sa.String(length=32), nullable=False),
        sa.Column("diversion", sa.Text(), nullable=True),
        sa.Column("neighbours_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superusers", sa.String(length=400), nullable=False),
        sa.Column("apps", sa.Text(), nullable=False),
        sa.Column("kit_days", sa.Integer(), nullable=True),
        sa.Column("last_return_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_department_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("incident_id", "number", name=op.f("uq_department_incident_id_number")),
        sa.UniqueConstraint("incident_id", "slug", name=op.f("uq_department_incident_id_slug")),
    )
    op.create_table(
        "endpoint_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("denominator_version", sa.Integer(), nullable=False),
        sa.Column("triaged", sa.Integer(), nullable=False),
        sa.Column("scanned", sa.Integer(), nullable=False),
        sa.Column("infected", sa.Integer(), nullable=False),
        sa.Column("resolved", sa.Integer(), nullable=False),
        sa.Column("reimaged", sa.Integer(), nullable=False),
        sa.Column("edr", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Integer(), nullable=False),
        sa.Column("reconnected", sa.Integer(), nullable=False),
        sa.Column("cleaned_by", sa.String(length=32), nullable=True),
        sa.Column("verified_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_endpoint_batch_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoint_batch")),
        sa.UniqueConstraint("incident_id", "name", name=op.f("uq_endpoint_batch_incident_id_name")),
        sa.UniqueConstraint(
            "incident_id", "number", name=op.f("uq_endpoint_batch_incident_id_number")
        ),
    )
    op.create_table(
        "eta",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=96), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.String(length=32), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_eta_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eta")),
    )
    with op.batch_alter_table("eta", schema=None) as batch_op:
        batch_op.create_index(
            "ix_eta_incident_id_what", ["incident_id", "what", "id"], unique=False
        )

    op.create_table(
        "exhibit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("exhibit_no", sa.String(length=64), nullable=False),
        sa.Column("police_mark", sa.String(length=64), nullable=False),
        sa.Column("server", sa.String(length=16), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("make", sa.String(length=128), nullable=False),
        sa.Column("model", sa.String(length=128), nullable=False),
        sa.Column("serial", sa.String(length=128), nullable=False),
        sa.Column("capacity", sa.String(length=64), nullable=False),
        sa.Column("found_at", sa.Text(), nullable=False),
        sa.Column("found_state", sa.Text(), nullable=False),
        sa.Column("clock_offset", sa.String(length=64), nullable=False),
        sa.Column("collected_by", sa.String(length=32), nullable=True),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collected_witnesses", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=128), nullable=False),
        sa.Column("tool", sa.String(length=128), nullable=False),
        sa.Column("write_blocker", sa.String(length=128), nullable=False),
        sa.Column("size", sa.String(length=64), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("second_algorithm", sa.String(length=16), nullable=False),
        sa.Column("second_digest", sa.String(length=128), nullable=False),
        sa.Column("hashed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seal_no", sa.String(length=64), nullable=True),
        sa.Column("sealed_by", sa.String(length=32), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seal_witnesses", sa.String(length=200), nullable=False),
        sa.Column("seal_photo", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("custodian", sa.String(length=200), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("broken", sa.Boolean(), nullable=False),
        sa.Column("broken_reason", sa.Text(), nullable=False),
        sa.Column("derived_from", sa.String(length=16), nullable=False),
        sa.Column("corrects", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("custodian <> ''", name=op.f("ck_exhibit_has_custodian")),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_exhibit_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit")),
        sa.UniqueConstraint(
            "incident_id", "exhibit_no", name=op.f("uq_exhibit_incident_id_exhibit_no")
        ),
        sa.UniqueConstraint("incident_id", "number", name=op.f("uq_exhibit_incident_id_number")),
        sa.UniqueConstraint("incident_id", "seal_no", name=op.f("uq_exhibit_incident_id_seal_no")),
    )
    with op.batch_alter_table("exhibit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_exhibit_incident_id_server", ["incident_id", "server"], unique=False
        )
        batch_op.create_index(
            "ix_exhibit_incident_id_state", ["incident_id", "state"], unique=False
        )

    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("of", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_fact_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index("ix_fact_incident_id_key", ["incident_id", "key", "id"], unique=False)

    op.create_table(
        "segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_segment_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("incident_id", "name", name=op.f("uq_segment_incident_id_name")),
        sa.UniqueConstraint("incident_id", "number", name=op.f("uq_segment_incident_id_number")),
    )
    op.create_table(
        "server",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("hostname", sa.String(length=253), nullable=False),
        sa.Column("ip", sa.Text(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("serial", sa.String(length=128), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("hypervisor", sa.String(length=253), nullable=False),
        sa.Column("os", sa.String(length=128), nullable=False),
        sa.Column("eol", sa.Boolean(), nullable=False),
        sa.Column("eol_note", sa.Text(), nullable=False),
        sa.Column("apps", sa.Text(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.Column("data_volume", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=128), nullable=False),
        sa.Column("life_support", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("verdict_basis", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("precaution", sa.Boolean(), nullable=False),
        sa.Column("triage", sa.Text(), nullable=False),
        sa.Column("original_seized", sa.Boolean(), nullable=False),
        sa.Column("release_basis", sa.Text(), nullable=False),
        sa.Column("rebuild", sa.String(length=32), nullable=False),
        sa.Column("replaces", sa.String(length=16), nullable=False),
        sa.Column("detections", sa.Integer(), nullable=False),
        sa.Column("entry_patched", sa.Boolean(), nullable=False),
        sa.Column("credentials_rotated", sa.Boolean(), nullable=False),
        sa.Column("monitored", sa.Boolean(), nullable=False),
        sa.Column("sanitised_by", sa.String(length=32), nullable=True),
        sa.Column("verified_by", sa.String(length=32), nullable=True),
        sa.Column("last_scan_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_server_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server")),
        sa.UniqueConstraint("incident_id", "hostname", name=op.f("uq_server_incident_id_hostname")),
        sa.UniqueConstraint("incident_id", "number", name=op.f("uq_server_incident_id_number")),
    )
    with op.batch_alter_table("server", schema=None) as batch_op:
        batch_op.create_index("ix_server_incident_id_state", ["incident_id", "state"], unique=False)
        batch_op.create_index(
            "ix_server_incident_id_verdict", ["incident_id", "verdict"], unique=False
        )

    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("asker", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("user_id <> asker", name=op.f("ck_signature_other_person")),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_signature_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "incident_id", "matter", "role", name=op.f("uq_signature_incident_id_matter_role")
        ),
        sa.UniqueConstraint(
            "incident_id", "matter", "user_id", name=op.f("uq_signature_incident_id_matter_user_id")
        ),
    )
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_text", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("consent_ref", sa.String(length=128), nullable=False),
        sa.Column("next_update_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_statement_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("incident_id", "number", name=op.f("uq_statement_incident_id_number")),
    )
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("order_no", sa.String(length=128), nullable=False),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deputy", sa.String(length=32), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_order_no", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_suspension_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
        sa.UniqueConstraint("incident_id", "number", name=op.f("uq_suspension_incident_id_number")),
    )
    op.create_table(
        "system",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("block", sa.String(length=64), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=True),
        sa.Column("tech_lead", sa.String(length=32), nullable=True),
        sa.Column("vendor", sa.String(length=128), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("backup_id", sa.String(length=128), nullable=False),
        sa.Column("backup_taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("backup_location", sa.Text(), nullable=False),
        sa.Column("backup_sha256", sa.String(length=64), nullable=False),
        sa.Column("backup_scan", sa.Text(), nullable=False),
        sa.Column("test_restore", sa.Text(), nullable=False),
        sa.Column("gap_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gap_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("targets", sa.Text(), nullable=False),
        sa.Column("row_counts", sa.Text(), nullable=False),
        sa.Column("last_transaction_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reconciliation", sa.Text(), nullable=False),
        sa.Column("failing_check", sa.Text(), nullable=False),
        sa.Column("superuser", sa.String(length=32), nullable=True),
        sa.Column("rollback_point", sa.Text(), nullable=False),
        sa.Column("clinical_sign", sa.String(length=32), nullable=True),
        sa.Column("pilot_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("service_restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_reason", sa.Text(), nullable=False),
        sa.Column("blocked_by", sa.String(length=32), nullable=True),
        sa.Column("blocked_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("eta_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_system_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system")),
        sa.UniqueConstraint("incident_id", "name", name=op.f("uq_system_incident_id_name")),
        sa.UniqueConstraint("incident_id", "number", name=op.f("uq_system_incident_id_number")),
    )
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("from_user", sa.String(length=32), nullable=False),
        sa.Column("to_user", sa.String(length=32), nullable=True),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("to_designation", sa.String(length=128), nullable=False),
        sa.Column("to_organisation", sa.String(length=128), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("certificate_no", sa.String(length=64), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by", sa.String(length=32), nullable=True),
        sa.Column("seal_match", sa.Boolean(), nullable=True),
        sa.Column("hash_match", sa.Boolean(), nullable=True),
        sa.Column("witness", sa.String(length=32), nullable=True),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_transfer_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("incident_id", "number", name=op.f("uq_transfer_incident_id_number")),
    )
    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("ground", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requester", sa.String(length=32), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("evidence_note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_waiver_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
        sa.UniqueConstraint("incident_id", "number", name=op.f("uq_waiver_incident_id_number")),
    )
    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.create_index(
            "ix_waiver_incident_id_rule_subject", ["incident_id", "rule", "subject"], unique=False
        )

    op.create_table(
        "backlog",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Integer(), nullable=False),
        sa.Column("error_pct", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.String(length=32), nullable=False),
        sa.Column("entered_by", sa.String(length=32), nullable=True),
        sa.Column("verified_by", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("priority BETWEEN 1 AND 4", name=op.f("ck_backlog_priority_range")),
        sa.CheckConstraint("verified_by <> entered_by", name=op.f("ck_backlog_other_person")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_backlog_department_id_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backlog")),
        sa.UniqueConstraint(
            "department_id", "priority", name=op.f("uq_backlog_department_id_priority")
        ),
    )
    op.create_table(
        "department_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=True),
        sa.Column("turned_away", sa.Integer(), nullable=True),
        sa.Column("tat_minutes", sa.Integer(), nullable=True),
        sa.Column("criticals_late", sa.Integer(), nullable=True),
        sa.Column("incidents", sa.Integer(), nullable=True),
        sa.Column("stock_days", sa.Integer(), nullable=True),
        sa.Column("staff_short", sa.Integer(), nullable=True),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_department_return_department_id_department"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_return")),
    )
    with op.batch_alter_table("department_return", schema=None) as batch_op:
        batch_op.create_index("ix_department_return_at", ["department_id", "at"], unique=False)

    op.create_table(
        "endpoint_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("denominator_version", sa.Integer(), nullable=False),
        sa.Column("triaged", sa.Integer(), nullable=False),
        sa.Column("scanned", sa.Integer(), nullable=False),
        sa.Column("infected", sa.Integer(), nullable=False),
        sa.Column("resolved", sa.Integer(), nullable=False),
        sa.Column("reimaged", sa.Integer(), nullable=False),
        sa.Column("edr", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Integer(), nullable=False),
        sa.Column("reconnected", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["endpoint_batch.id"],
            name=op.f("fk_endpoint_count_batch_id_endpoint_batch"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoint_count")),
    )
    with op.batch_alter_table("endpoint_count", schema=None) as batch_op:
        batch_op.create_index("ix_endpoint_count_batch_id_at", ["batch_id", "at"], unique=False)

    op.create_table(
        "temp_id_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("merged", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(length=32), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_temp_id_block_forwards")),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_temp_id_block_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_temp_id_block_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_temp_id_block")),
        sa.UniqueConstraint(
            "incident_id", "first", name=op.f("uq_temp_id_block_incident_id_first")
        ),
    )
    op.create_table(
        "transfer_exhibit",
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=False),
        sa.Column("seal_no", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("seal_read", sa.String(length=64), nullable=False),
        sa.Column("sha256_read", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibit_id"], ["exhibit.id"], name=op.f("fk_transfer_exhibit_exhibit_id_exhibit")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_exhibit_transfer_id_transfer")
        ),
        sa.PrimaryKeyConstraint("transfer_id", "exhibit_id", name=op.f("pk_transfer_exhibit")),
    )


def downgrade() -> None:
    op.drop_table("transfer_exhibit")
    op.drop_table("temp_id_block")
    with op.batch_alter_table("endpoint_count", schema=None) as batch_op:
        batch_op.drop_index("ix_endpoint_count_batch_id_at")

    op.drop_table("endpoint_count")
    with op.batch_alter_table("department_return", schema=None) as batch_op:
        batch_op.drop_index("ix_department_return_at")

    op.drop_table("department_return")
    op.drop_table("backlog")
    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.drop_index("ix_waiver_incident_id_rule_subject")

    op.drop_table("waiver")
    op.drop_table("transfer")
    op.drop_table("system")
    op.drop_table("suspension")
    op.drop_table("statement")
    op.drop_table("signature")
    with op.batch_alter_table("server", schema=None) as batch_op:
        batch_op.drop_index("ix_server_incident_id_verdict")
        batch_op.drop_index("ix_server_incident_id_state")

    op.drop_table("server")
    op.drop_table("segment")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index("ix_fact_incident_id_key")

    op.drop_table("fact")
    with op.batch_alter_table("exhibit", schema=None) as batch_op:
        batch_op.drop_index("ix_exhibit_incident_id_state")
        batch_op.drop_index("ix_exhibit_incident_id_server")

    op.drop_table("exhibit")
    with op.batch_alter_table("eta", schema=None) as batch_op:
        batch_op.drop_index("ix_eta_incident_id_what")

    op.drop_table("eta")
    op.drop_table("endpoint_batch")
    op.drop_table("department")
