"""Consents, takes, their segments (which are tus uploads), and playbacks."""

from parley.kit.migrate import inbox_v1, outbox_v1, script

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE media.consents (
    id UUID PRIMARY KEY,
    evidence_id VARCHAR NOT NULL,
    subject_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    text JSONB NOT NULL,
    given_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ
);
-- One consent in force for each text; one that was withdrawn may be given again.
CREATE UNIQUE INDEX consents_in_force ON media.consents (evidence_id, version)
    WHERE withdrawn_at IS NULL;
CREATE INDEX consents_subject ON media.consents (subject_id);

CREATE TABLE media.takes (
    id UUID PRIMARY KEY,
    evidence_id VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,
    subject_id VARCHAR NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    media_limit_seconds INTEGER,
    takes_allowed INTEGER NOT NULL,
    not_after TIMESTAMPTZ NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    submitted_at TIMESTAMPTZ,
    duration_seconds DOUBLE PRECISION,
    UNIQUE (evidence_id, item_id, number)
);
-- An item has one answer, held by the database too.
CREATE UNIQUE INDEX takes_submitted ON media.takes (evidence_id, item_id)
    WHERE submitted_at IS NOT NULL;
CREATE INDEX takes_subject ON media.takes (subject_id);
CREATE INDEX takes_open ON media.takes (not_after) WHERE submitted_at IS NULL;

-- `byte_offset` is what was acknowledged: those bytes are on the disk. `byte_length` is null
-- while the recorder still runs. `writer_epoch` is raised by each connection that takes over.
CREATE TABLE media.segments (
    id UUID PRIMARY KEY,
    take_id UUID NOT NULL REFERENCES media.takes (id) ON DELETE CASCADE,
    subject_id VARCHAR NOT NULL,
    index INTEGER NOT NULL CHECK (index >= 0),
    byte_offset BIGINT NOT NULL DEFAULT 0,
    byte_length BIGINT CHECK (byte_length >= byte_offset),
    content_type VARCHAR,
    metadata VARCHAR NOT NULL,
    declared_start TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    first_byte_at TIMESTAMPTZ,
    last_byte_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    sealed_at TIMESTAMPTZ,
    sha256 VARCHAR,
    duration_seconds DOUBLE PRECISION,
    unreadable VARCHAR,
    key VARCHAR,
    writer_epoch BIGINT NOT NULL DEFAULT 0,
    writer_until TIMESTAMPTZ NOT NULL DEFAULT '-infinity',
    UNIQUE (take_id, index)
);
CREATE INDEX segments_subject ON media.segments (subject_id);
CREATE UNIQUE INDEX segments_key ON media.segments (key) WHERE key IS NOT NULL;

CREATE TABLE media.playbacks (
    take_id UUID PRIMARY KEY REFERENCES media.takes (id) ON DELETE CASCADE,
    subject_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL DEFAULT 'processing'
        CHECK (status IN ('processing', 'ready', 'failed')),
    key VARCHAR,
    content_type VARCHAR,
    poster_key VARCHAR,
    duration_seconds DOUBLE PRECISION,
    gaps JSONB NOT NULL DEFAULT '[]',
    error VARCHAR,
    made_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX playbacks_key ON media.playbacks (key) WHERE key IS NOT NULL;
CREATE UNIQUE INDEX playbacks_poster ON media.playbacks (poster_key) WHERE poster_key IS NOT NULL;
CREATE INDEX playbacks_subject ON media.playbacks (subject_id);

-- What is left to delete of takes whose rows are gone: ids alone, nobody's data.
CREATE TABLE media.erasures (
    take_id UUID PRIMARY KEY,
    segment_ids UUID[] NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
"""


def upgrade() -> None:
    """Make the tables."""
    script(TABLES + outbox_v1("media") + inbox_v1("media"))


def downgrade() -> None:
    """Take them away."""
    script("""
    DROP TABLE media.inbox, media.outbox, media.erasures, media.playbacks, media.segments,
        media.takes, media.consents;
    """)
