"""Where conversations stand: data-contracts.md, section 5.

Without its foreign key, because the sessions lie in another context's schema: rows are deleted by
events. `pending_question` and `subject_id` are ours.
"""

from parley.kit.migrate import inbox_v1, outbox_v1, script

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE interviewer.ai_conversations (
    session_id VARCHAR(255) PRIMARY KEY,
    current_state VARCHAR(50) NOT NULL DEFAULT 'idle',
    current_topic TEXT,
    evaluation_context JSONB,
    updated_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
    pending_question TEXT,
    subject_id VARCHAR(255)
);
CREATE INDEX ai_conversations_subject ON interviewer.ai_conversations (subject_id);
"""


def upgrade() -> None:
    """Make the table."""
    script(TABLES + outbox_v1("interviewer") + inbox_v1("interviewer"))


def downgrade() -> None:
    """Take it away."""
    script("DROP TABLE interviewer.inbox, interviewer.outbox, interviewer.ai_conversations;")
