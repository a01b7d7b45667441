"""Conversations that broke off: when (`failed_at`), and what was made in their place.

`followed_by` is that invitation; it is taken away with either of the two, for it tells whose both
are.
"""

from parley.kit.migrate import script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns; of what broke off before, nothing nearer is known than its start."""
    script("""
    ALTER TABLE hiring.invitations
        ADD COLUMN failed_at TIMESTAMPTZ,
        ADD COLUMN followed_by UUID REFERENCES hiring.invitations (id);
    CREATE INDEX invitations_followed_by ON hiring.invitations (followed_by)
        WHERE followed_by IS NOT NULL;
    UPDATE hiring.invitations SET failed_at = coalesce(started_at, created_at)
    WHERE analysis_reason = 'interview_failed' AND status <> 'completed';
    """)


def downgrade() -> None:
    """Take them away."""
    script("ALTER TABLE hiring.invitations DROP COLUMN failed_at, DROP COLUMN followed_by;")
