"""Mails, without the links they carry."""

from parley.kit.migrate import inbox_v1, script

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE notifications.mails (
    id UUID PRIMARY KEY,
    event_id VARCHAR NOT NULL UNIQUE,
    invitation_id VARCHAR NOT NULL,
    to_address VARCHAR NOT NULL,
    to_name VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    deadline TIMESTAMPTZ NOT NULL,
    subject VARCHAR NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('queued', 'sent', 'failed', 'skipped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error VARCHAR,
    subject_id VARCHAR,
    created_at TIMESTAMPTZ NOT NULL,
    settled_at TIMESTAMPTZ,
    sent_at TIMESTAMPTZ
);
CREATE INDEX mails_subject ON notifications.mails (subject_id);
CREATE INDEX mails_sent ON notifications.mails (sent_at DESC, id) WHERE status = 'sent';
CREATE INDEX mails_settled ON notifications.mails (settled_at) WHERE settled_at IS NOT NULL;
"""


def upgrade() -> None:
    """Make the tables."""
    script(TABLES + inbox_v1("notifications"))


def downgrade() -> None:
    """Take them away."""
    script("DROP TABLE notifications.inbox, notifications.mails;")
