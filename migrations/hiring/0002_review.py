"""Reviews: what scoring said and what people said of an interview, and an inbox for the news.

On invitations, so that lists call nobody: `analysis` (as scoring said last; completed and `none`
reads as processing), `analysis_reason`, `overall_score` (0 to 100), `score_number` (which score
said so), `analysis_announced` (what the team was told last), `evidence_round` (how often evidence
was gathered: the latest gathering counts), and the decision with who, when and why.

Deletion clears: all rows of ratings and notes, decision_reason, overall_score, analysis_reason.
"""

from parley.kit.migrate import inbox_v1, script

revision = "0002"
down_revision = "0001"

TABLES = """
CREATE TYPE hiring.analysis AS ENUM ('none', 'processing', 'ready', 'withheld', 'failed');
CREATE TYPE hiring.decision AS ENUM ('advance', 'hold', 'reject');

ALTER TABLE hiring.invitations
    ADD COLUMN analysis hiring.analysis NOT NULL DEFAULT 'none',
    ADD COLUMN analysis_reason TEXT,
    ADD COLUMN overall_score DOUBLE PRECISION CHECK (overall_score BETWEEN 0 AND 100),
    ADD COLUMN score_number INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN analysis_announced TEXT,
    ADD COLUMN evidence_round INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN decision hiring.decision,
    ADD COLUMN decision_reason TEXT,
    ADD COLUMN decided_by UUID,
    ADD COLUMN decided_at TIMESTAMPTZ;

CREATE TABLE hiring.ratings (
    invitation_id UUID NOT NULL REFERENCES hiring.invitations (id) ON DELETE CASCADE,
    user_id UUID NOT NULL,
    overall SMALLINT CHECK (overall BETWEEN 1 AND 5),
    questions JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    subject_id VARCHAR,
    PRIMARY KEY (invitation_id, user_id)
);
CREATE INDEX ratings_subject ON hiring.ratings (subject_id);

CREATE TABLE hiring.notes (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    invitation_id UUID NOT NULL REFERENCES hiring.invitations (id) ON DELETE CASCADE,
    author_id UUID NOT NULL,
    text TEXT NOT NULL,
    question_id UUID REFERENCES hiring.questions (id),
    at_seconds DOUBLE PRECISION CHECK (at_seconds >= 0),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    subject_id VARCHAR
);
CREATE INDEX notes_invitation ON hiring.notes (invitation_id, created_at, id);
CREATE INDEX notes_question ON hiring.notes (question_id) WHERE question_id IS NOT NULL;
CREATE INDEX notes_subject ON hiring.notes (subject_id);

-- The dashboard's days.
CREATE INDEX invitations_created ON hiring.invitations (created_at);
CREATE INDEX invitations_completed ON hiring.invitations (completed_at)
    WHERE completed_at IS NOT NULL;
"""


def upgrade() -> None:
    """Add columns and tables."""
    script(TABLES)
    script(inbox_v1("hiring"))


def downgrade() -> None:
    """Take them away."""
    script("""
    DROP TABLE hiring.inbox, hiring.notes, hiring.ratings;
    DROP INDEX hiring.invitations_created, hiring.invitations_completed;
    ALTER TABLE hiring.invitations
        DROP COLUMN analysis, DROP COLUMN analysis_reason, DROP COLUMN overall_score,
        DROP COLUMN score_number, DROP COLUMN analysis_announced, DROP COLUMN evidence_round,
        DROP COLUMN decision, DROP COLUMN decision_reason, DROP COLUMN decided_by,
        DROP COLUMN decided_at;
    DROP TYPE hiring.analysis, hiring.decision;
    """)
