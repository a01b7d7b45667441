"""Transcripts of recordings, every correction of them, and what may not come back."""

from parley.kit.migrate import inbox_v1, outbox_v1, script

revision = "0001"
down_revision = None

TABLES = """
-- `heard` and `corrected` are lists of segments: [start, end, confidence, [[text, start, end,
-- confidence], ...]]. `run` counts the attempts that somebody asked for.
CREATE TABLE speech.transcripts (
    take_id UUID PRIMARY KEY,
    media_url VARCHAR NOT NULL UNIQUE,
    evidence_id VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,
    subject_id VARCHAR,
    audio_key VARCHAR,
    language VARCHAR NOT NULL,
    duration_seconds DOUBLE PRECISION NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('processing', 'ready', 'failed')),
    run INTEGER NOT NULL DEFAULT 1,
    engine VARCHAR NOT NULL DEFAULT '',
    quality VARCHAR NOT NULL CHECK (quality IN ('full', 'demo')),
    confidence DOUBLE PRECISION NOT NULL DEFAULT 0,
    heard JSONB NOT NULL DEFAULT '[]',
    corrected JSONB,
    revision INTEGER NOT NULL DEFAULT 0,
    corrected_by VARCHAR,
    corrected_at TIMESTAMPTZ,
    error VARCHAR,
    created_at TIMESTAMPTZ NOT NULL,
    settled_at TIMESTAMPTZ
);
CREATE INDEX transcripts_evidence ON speech.transcripts (evidence_id);
CREATE INDEX transcripts_subject ON speech.transcripts (subject_id);
CREATE INDEX transcripts_processing ON speech.transcripts (created_at)
    WHERE status = 'processing';

CREATE TABLE speech.corrections (
    take_id UUID NOT NULL REFERENCES speech.transcripts (take_id) ON DELETE CASCADE,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    segments JSONB NOT NULL,
    corrected_by VARCHAR NOT NULL,
    corrected_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (take_id, revision)
);
CREATE INDEX corrections_by ON speech.corrections (corrected_by);

-- What was erased, as SHA-256 of the evidence's id: what is told about it late is not taken up.
CREATE TABLE speech.erasures (
    digest VARCHAR PRIMARY KEY,
    erased_at TIMESTAMPTZ NOT NULL,
    whole BOOLEAN NOT NULL
);
CREATE INDEX erasures_age ON speech.erasures (erased_at);
"""


def upgrade() -> None:
    """Make the tables."""
    script(TABLES + outbox_v1("speech") + inbox_v1("speech"))


def downgrade() -> None:
    """Take them away."""
    script("""
    DROP TABLE speech.inbox, speech.outbox, speech.erasures, speech.corrections,
        speech.transcripts;
    """)
