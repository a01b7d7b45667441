"""The tables of interview-service.md (Database Schema), names and types as there.

Its TIMESTAMP is with time zone here: times of several zones meet in one column, and a bare one
would lie. Its outbox is the kit's, which has its columns.

Added columns (nullable or with a default, so that a client of the document alone can write rows):

| column | what for |
|---|---|
| questions.thinking_time | seconds to think before an answer; null or 0: none |
| questions.allow_multiple | whether several options may be chosen |
| questions.key_points | what a good answer says, for the team and the scorer |
| invitations.revoked_at | withdrawn; the status is expired then |
| invitations.token_version | what the link's token is derived from; revoking raises it |
| invitations.timezone | IANA zone of the candidate, for mails |
| invitations.subject_id, responses.subject_id | whom the row is about, for deletion |
| interview_templates.search, invitations.search | case and accents folded, for text search |

The embedded server has no ICU, so SQL can't fold by itself.

access_token holds the SHA-256 of the link's token, never the token.
"""

from parley.kit.migrate import outbox_v1, script

revision = "0001"
down_revision = None

TABLES = """
CREATE TYPE hiring.template_status AS ENUM ('draft', 'published', 'archived');
CREATE TYPE hiring.question_type AS ENUM ('video', 'text', 'multiple_choice');
CREATE TYPE hiring.invitation_status AS ENUM ('pending', 'started', 'completed', 'expired');
CREATE TYPE hiring.response_type AS ENUM ('video', 'text', 'choice');

CREATE TABLE hiring.interview_templates (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    title VARCHAR NOT NULL,
    description TEXT,
    owner_id UUID NOT NULL,
    company_id UUID,
    status hiring.template_status NOT NULL DEFAULT 'draft',
    settings JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    search TEXT NOT NULL DEFAULT ''
);
CREATE INDEX interview_templates_owner
    ON hiring.interview_templates (owner_id, created_at DESC, id DESC);
CREATE INDEX interview_templates_company
    ON hiring.interview_templates (company_id, created_at DESC, id DESC)
    WHERE company_id IS NOT NULL;
CREATE INDEX interview_templates_status ON hiring.interview_templates (status);

CREATE TABLE hiring.questions (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    template_id UUID NOT NULL REFERENCES hiring.interview_templates (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    type hiring.question_type NOT NULL,
    "order" INTEGER NOT NULL CHECK ("order" >= 1),
    time_limit INTEGER,
    is_required BOOLEAN NOT NULL DEFAULT true,
    options JSONB NOT NULL DEFAULT '[]',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    thinking_time INTEGER,
    key_points JSONB NOT NULL DEFAULT '[]',
    allow_multiple BOOLEAN NOT NULL DEFAULT false,
    -- Deferred, so that questions can change places within a transaction.
    CONSTRAINT questions_order UNIQUE (template_id, "order") DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE hiring.invitations (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    template_id UUID NOT NULL REFERENCES hiring.interview_templates (id),
    candidate_id UUID NOT NULL,
    candidate_email VARCHAR NOT NULL,
    candidate_name VARCHAR NOT NULL,
    hr_id UUID NOT NULL,
    status hiring.invitation_status NOT NULL DEFAULT 'pending',
    access_token VARCHAR NOT NULL CONSTRAINT invitations_access_token UNIQUE,
    started_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    expires_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    revoked_at TIMESTAMPTZ,
    token_version INTEGER NOT NULL DEFAULT 1,
    timezone VARCHAR,
    subject_id VARCHAR,
    search TEXT NOT NULL DEFAULT ''
);
CREATE INDEX invitations_hr ON hiring.invitations (hr_id, created_at DESC, id DESC);
CREATE INDEX invitations_candidate ON hiring.invitations (candidate_id, created_at DESC, id DESC);
CREATE INDEX invitations_template ON hiring.invitations (template_id, created_at DESC, id DESC);
CREATE INDEX invitations_status ON hiring.invitations (status);
CREATE INDEX invitations_due ON hiring.invitations (expires_at)
    WHERE status IN ('pending', 'started');
CREATE INDEX invitations_subject ON hiring.invitations (subject_id);

CREATE TABLE hiring.responses (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    invitation_id UUID NOT NULL REFERENCES hiring.invitations (id) ON DELETE CASCADE,
    question_id UUID NOT NULL REFERENCES hiring.questions (id),
    type hiring.response_type NOT NULL,
    content TEXT,
    media_url TEXT,
    duration INTEGER,
    submitted_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    subject_id VARCHAR,
    CONSTRAINT responses_once UNIQUE (invitation_id, question_id)
);
CREATE INDEX responses_question ON hiring.responses (question_id);
CREATE INDEX responses_subject ON hiring.responses (subject_id);
"""


def upgrade() -> None:
    """Make types and tables."""
    script(TABLES)
    script(outbox_v1("hiring"))


def downgrade() -> None:
    """Take them away."""
    script("""
    DROP TABLE hiring.outbox, hiring.responses, hiring.invitations, hiring.questions,
        hiring.interview_templates;
    DROP TYPE hiring.response_type, hiring.invitation_status, hiring.question_type,
        hiring.template_status;
    """)
