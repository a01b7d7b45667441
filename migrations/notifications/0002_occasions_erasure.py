"""More letters than the invitation's, and deletion that is answered.

Additions to 0001: what a mail is about (`occasion`), whose mailbox it goes to (`recipient_id`,
where that isn't who it is about), the language it was written in; an outbox; and the ids of what
was erased, so that a fact that arrives late makes no mail about it.
"""

from parley.kit.migrate import outbox_v1, script

revision = "0002"
down_revision = "0001"

TABLES = """
ALTER TABLE notifications.mails
    ADD COLUMN occasion VARCHAR NOT NULL DEFAULT 'invitation'
        CHECK (occasion IN ('invitation', 'reminder', 'extension', 'completion', 'analysis')),
    ADD COLUMN recipient_id VARCHAR,
    ADD COLUMN language VARCHAR,
    ALTER COLUMN deadline DROP NOT NULL;
CREATE INDEX mails_invitation ON notifications.mails (invitation_id);
CREATE INDEX mails_recipient ON notifications.mails (recipient_id) WHERE recipient_id IS NOT NULL;
CREATE TABLE notifications.erased (
    id VARCHAR PRIMARY KEY,
    erased_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX erased_age ON notifications.erased (erased_at);
"""


def upgrade() -> None:
    """Make them."""
    script(TABLES + outbox_v1("notifications"))


def downgrade() -> None:
    """Take them away, and the mails that 0001 has no place for."""
    script("""
    DROP TABLE notifications.outbox, notifications.erased;
    DELETE FROM notifications.mails WHERE occasion <> 'invitation';
    DROP INDEX notifications.mails_invitation, notifications.mails_recipient;
    ALTER TABLE notifications.mails
        DROP COLUMN occasion, DROP COLUMN recipient_id, DROP COLUMN language,
        ALTER COLUMN deadline SET NOT NULL;
    """)
