"""Takes that this server records itself, whose words are known already."""

from parley.kit.migrate import script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column."""
    script("ALTER TABLE media.takes ADD COLUMN transcribe BOOLEAN NOT NULL DEFAULT TRUE;")


def downgrade() -> None:
    """Take it away."""
    script("ALTER TABLE media.takes DROP COLUMN transcribe;")
