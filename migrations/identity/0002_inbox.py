"""An inbox: identity hears who is to be forgotten."""

from parley.kit.migrate import inbox_v1, script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make it."""
    script(inbox_v1("identity"))


def downgrade() -> None:
    """Take it away."""
    script("DROP TABLE identity.inbox;")
