"""Live invitations: how many questions the conversation answered (`talked_of`, null until then).

Modes and `practice` lie in the template's settings, the conversation itself in `interviews`.
"""

from parley.kit.migrate import script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column."""
    script("ALTER TABLE hiring.invitations ADD COLUMN talked_of INTEGER CHECK (talked_of >= 0);")


def downgrade() -> None:
    """Take it away."""
    script("ALTER TABLE hiring.invitations DROP COLUMN talked_of;")
