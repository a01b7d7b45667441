"""Letters to the team about conversations that broke off."""

from parley.kit.migrate import script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Allow them."""
    script("""
    ALTER TABLE notifications.mails DROP CONSTRAINT mails_occasion_check,
        ADD CONSTRAINT mails_occasion_check CHECK (occasion IN (
            'invitation', 'reminder', 'extension', 'completion', 'interruption', 'analysis'));
    """)


def downgrade() -> None:
    """Forget those there are, and allow none."""
    script("""
    DELETE FROM notifications.mails WHERE occasion = 'interruption';
    ALTER TABLE notifications.mails DROP CONSTRAINT mails_occasion_check,
        ADD CONSTRAINT mails_occasion_check CHECK (occasion IN (
            'invitation', 'reminder', 'extension', 'completion', 'analysis'));
    """)
