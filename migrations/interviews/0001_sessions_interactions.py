"""Live interviews: the tables of data-contracts.md, section 5, and what we add to them.

`ai_conversations` is the interviewer's. `users` is a projection of identity's accounts; the AI has
a row in it, because it takes part like anybody else.
"""

from parley.kit.migrate import inbox_v1, outbox_v1, script

revision = "0001"
down_revision = None

# To the letter of the document.
DOCUMENTED = """
CREATE TABLE interviews.users (
    user_id VARCHAR(255) PRIMARY KEY,
    email VARCHAR(255) UNIQUE NOT NULL,
    name VARCHAR(255) NOT NULL,
    created_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE interviews.interview_sessions (
    session_id VARCHAR(255) PRIMARY KEY,
    status VARCHAR(50) NOT NULL DEFAULT 'scheduled',
    scheduled_time TIMESTAMPTZ,
    started_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    job_description TEXT,
    created_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE interviews.access_permissions (
    permission_id SERIAL PRIMARY KEY,
    session_id VARCHAR(255) NOT NULL
        REFERENCES interviews.interview_sessions(session_id) ON DELETE CASCADE,
    user_id VARCHAR(255) NOT NULL REFERENCES interviews.users(user_id) ON DELETE CASCADE,
    role VARCHAR(50) NOT NULL,
    UNIQUE (session_id, user_id)
);
CREATE TABLE interviews.participants (
    participant_id VARCHAR(255) PRIMARY KEY,
    session_id VARCHAR(255) NOT NULL
        REFERENCES interviews.interview_sessions(session_id) ON DELETE CASCADE,
    user_id VARCHAR(255) NOT NULL REFERENCES interviews.users(user_id) ON DELETE RESTRICT,
    role VARCHAR(50) NOT NULL,
    status VARCHAR(50) NOT NULL DEFAULT 'joining',
    joined_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
    left_at TIMESTAMPTZ,
    signaling_id VARCHAR(255)
);
CREATE TABLE interviews.interactions (
    interaction_id VARCHAR(255) PRIMARY KEY,
    session_id VARCHAR(255) NOT NULL
        REFERENCES interviews.interview_sessions(session_id) ON DELETE CASCADE,
    timestamp TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
    speaker_participant_id VARCHAR(255)
        REFERENCES interviews.participants(participant_id) ON DELETE SET NULL,
    speaker_user_id VARCHAR(255) NOT NULL,
    speaker_role VARCHAR(50) NOT NULL,
    interaction_type VARCHAR(50) NOT NULL,
    content TEXT NOT NULL,
    audio_reference VARCHAR(1024)
);
CREATE INDEX idx_access_permissions_session ON interviews.access_permissions(session_id);
CREATE INDEX idx_participants_session ON interviews.participants(session_id);
CREATE INDEX idx_interactions_session ON interviews.interactions(session_id);
"""

# `subject_id` is whom a row is about, for deletion. `plan` holds the questions with their key
# points, `ended_at` also the end of what was not completed, `answer_count` stands once it was,
# `handed_in_at` is when scoring had the evidence.
# Of an interaction: its place (`seq`, from 1), seconds since the start, and what the engine knows
# of it; `final` ones came with the end instead of while talking.
ADDED = """
ALTER TABLE interviews.interview_sessions
    ADD CHECK (status IN ('scheduled', 'in_progress', 'completed', 'cancelled', 'failed')),
    ADD COLUMN mode VARCHAR(50) NOT NULL DEFAULT 'room'
        CHECK (mode IN ('voice', 'room', 'guided')),
    ADD COLUMN subject_id VARCHAR(255),
    ADD COLUMN owner_id VARCHAR(255),
    ADD COLUMN template_id VARCHAR(255),
    ADD COLUMN purpose VARCHAR(50) NOT NULL DEFAULT 'practice'
        CHECK (purpose IN ('hiring', 'practice', 'demo')),
    ADD COLUMN language VARCHAR(35) NOT NULL DEFAULT 'en',
    ADD COLUMN title VARCHAR NOT NULL DEFAULT '',
    ADD COLUMN plan JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN total_questions INTEGER NOT NULL DEFAULT 0 CHECK (total_questions >= 0),
    ADD COLUMN planned_seconds INTEGER NOT NULL DEFAULT 0 CHECK (planned_seconds >= 0),
    ADD COLUMN limit_seconds INTEGER NOT NULL DEFAULT 3600 CHECK (limit_seconds > 0),
    ADD COLUMN ended_at TIMESTAMPTZ,
    ADD COLUMN end_reason VARCHAR(50)
        CHECK (end_reason IN ('user_initiated', 'ai_ended', 'timeout')),
    ADD COLUMN answer_count INTEGER,
    ADD COLUMN handed_in_at TIMESTAMPTZ,
    ADD CHECK (status NOT IN ('in_progress', 'completed') OR started_at IS NOT NULL),
    ADD CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
    ADD CHECK (status NOT IN ('completed', 'cancelled', 'failed') OR ended_at IS NOT NULL);
CREATE INDEX interview_sessions_subject ON interviews.interview_sessions
    (subject_id, created_at DESC, session_id DESC);
CREATE INDEX interview_sessions_status ON interviews.interview_sessions (status);
CREATE INDEX interview_sessions_running ON interviews.interview_sessions (session_id)
    WHERE status = 'in_progress';
CREATE INDEX interview_sessions_to_hand_in ON interviews.interview_sessions (session_id)
    WHERE status = 'completed' AND handed_in_at IS NULL;
CREATE INDEX access_permissions_user ON interviews.access_permissions (user_id);
CREATE INDEX participants_user ON interviews.participants (user_id);
CREATE UNIQUE INDEX participants_once ON interviews.participants (session_id, user_id);
ALTER TABLE interviews.interactions
    ADD CHECK (interaction_type IN ('question', 'answer', 'comment', 'system_message')),
    ADD COLUMN subject_id VARCHAR(255),
    ADD COLUMN seq INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN start_seconds DOUBLE PRECISION,
    ADD COLUMN end_seconds DOUBLE PRECISION,
    ADD COLUMN provenance VARCHAR(50) NOT NULL DEFAULT 'client'
        CHECK (provenance IN ('heard', 'typed', 'client', 'model')),
    ADD COLUMN item_id VARCHAR(255),
    ADD COLUMN move VARCHAR(50) NOT NULL DEFAULT '',
    ADD COLUMN words JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN confidence DOUBLE PRECISION NOT NULL DEFAULT 0 CHECK (confidence BETWEEN 0 AND 1),
    ADD COLUMN quality VARCHAR(50) NOT NULL DEFAULT 'full' CHECK (quality IN ('full', 'demo')),
    ADD COLUMN cut BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN final BOOLEAN NOT NULL DEFAULT false;
CREATE UNIQUE INDEX interactions_order ON interviews.interactions (session_id, seq);
INSERT INTO interviews.users (user_id, email, name)
VALUES ('ai', 'ai@users.invalid', 'AI interviewer');
CREATE TABLE interviews.plans (
    template_id VARCHAR(255) PRIMARY KEY,
    title VARCHAR NOT NULL,
    owner_id VARCHAR(255) NOT NULL,
    company_id VARCHAR(255),
    language VARCHAR(35) NOT NULL,
    practice BOOLEAN NOT NULL,
    planned_seconds INTEGER NOT NULL,
    items JSONB NOT NULL,
    archived_at TIMESTAMPTZ
);
CREATE INDEX plans_owner ON interviews.plans (owner_id) WHERE archived_at IS NULL;
CREATE INDEX plans_company ON interviews.plans (company_id) WHERE archived_at IS NULL;
CREATE INDEX plans_practice ON interviews.plans (title) WHERE practice AND archived_at IS NULL;
CREATE TABLE interviews.erased (
    session_id VARCHAR(255) PRIMARY KEY,
    erased_at TIMESTAMPTZ NOT NULL
);
"""


def upgrade() -> None:
    """Make the tables."""
    script(DOCUMENTED)
    script(ADDED + outbox_v1("interviews") + inbox_v1("interviews"))


def downgrade() -> None:
    """Take them away."""
    script("""
    DROP TABLE interviews.inbox, interviews.outbox, interviews.erased, interviews.plans,
        interviews.interactions, interviews.participants, interviews.access_permissions,
        interviews.interview_sessions, interviews.users;
    """)
