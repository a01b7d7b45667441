"""Evidence as it was handed in, every score that was made of it, and what was erased."""

from parley.kit.migrate import inbox_v1, outbox_v1, script

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE scoring.evidence (
    evidence_id VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    subject_id VARCHAR NOT NULL,
    body JSONB NOT NULL,
    handed_in_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (evidence_id, digest)
);
CREATE INDEX evidence_subject ON scoring.evidence (subject_id);
CREATE TABLE scoring.scores (
    evidence_id VARCHAR NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    digest VARCHAR NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('scored', 'pending', 'withheld', 'failed')),
    reason VARCHAR,
    technical DOUBLE PRECISION CHECK (technical BETWEEN 0 AND 100),
    communication DOUBLE PRECISION CHECK (communication BETWEEN 0 AND 100),
    overall DOUBLE PRECISION CHECK (overall BETWEEN 0 AND 100),
    body JSONB NOT NULL DEFAULT '{"technical": null, "communication": null, "overall": null,
        "feedback": "", "insights": [], "answers": [], "making": null, "demo_quality": false}',
    making JSONB,
    requested_at TIMESTAMPTZ NOT NULL,
    made_at TIMESTAMPTZ,
    PRIMARY KEY (evidence_id, number),
    FOREIGN KEY (evidence_id, digest) REFERENCES scoring.evidence (evidence_id, digest),
    -- A number belongs to a score that was made; without one there is a reason instead.
    CHECK ((status = 'scored') = (overall IS NOT NULL)),
    CHECK ((status = 'pending') = (made_at IS NULL)),
    CHECK (status NOT IN ('withheld', 'failed') OR reason IS NOT NULL)
);
CREATE INDEX scores_status ON scoring.scores (status);
CREATE TABLE scoring.erased (
    evidence_id VARCHAR PRIMARY KEY,
    erased_at TIMESTAMPTZ NOT NULL
);
"""


def upgrade() -> None:
    """Make the tables."""
    script(TABLES + outbox_v1("scoring") + inbox_v1("scoring"))


def downgrade() -> None:
    """Take them away."""
    script(
        "DROP TABLE scoring.inbox, scoring.outbox, scoring.erased, scoring.scores,"
        " scoring.evidence;"
    )
