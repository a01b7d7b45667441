"""Sound and waveform of playbacks, languages of takes, and deletions that are answered for.

Answers that were submitted before have playbacks without sound: their `asked_at` is null, which
is what the sweep looks for.
"""

from parley.kit.migrate import script

revision = "0002"
down_revision = "0001"

TABLES = """
ALTER TABLE media.takes ADD COLUMN language VARCHAR NOT NULL DEFAULT 'en';

-- `sound` is `processing` from the wish for a playback on, `none` where there is no sound track.
-- `asked_at`: when a job was last asked for.
ALTER TABLE media.playbacks
    ADD COLUMN sound VARCHAR NOT NULL DEFAULT 'processing'
        CHECK (sound IN ('processing', 'ready', 'none', 'failed')),
    ADD COLUMN audio_key VARCHAR,
    ADD COLUMN waveform_key VARCHAR,
    ADD COLUMN sound_error VARCHAR,
    ADD COLUMN asked_at TIMESTAMPTZ;
CREATE UNIQUE INDEX playbacks_audio ON media.playbacks (audio_key) WHERE audio_key IS NOT NULL;
CREATE UNIQUE INDEX playbacks_waveform ON media.playbacks (waveform_key)
    WHERE waveform_key IS NOT NULL;
CREATE INDEX playbacks_wanting ON media.playbacks (asked_at NULLS FIRST)
    WHERE sound = 'processing';

-- A deletion that others wait for: its rows are gone, `done_at` is set when its files are too.
-- Numbers and the receipt's id alone, nobody's data.
CREATE TABLE media.forgettings (
    erasure_id VARCHAR PRIMARY KEY,
    scope VARCHAR NOT NULL,
    recordings INTEGER NOT NULL,
    files INTEGER NOT NULL,
    consents INTEGER NOT NULL,
    consents_kept INTEGER NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    done_at TIMESTAMPTZ
);
CREATE INDEX forgettings_open ON media.forgettings (asked_at) WHERE done_at IS NULL;
ALTER TABLE media.erasures ADD COLUMN erasure_id VARCHAR;
CREATE INDEX erasures_of ON media.erasures (erasure_id) WHERE erasure_id IS NOT NULL;
"""


def upgrade() -> None:
    """Add columns and the table."""
    script(TABLES)


def downgrade() -> None:
    """Take them away; sound that was made stays on the disk until its take is deleted."""
    script("""
    DROP TABLE media.forgettings;
    ALTER TABLE media.erasures DROP COLUMN erasure_id;
    ALTER TABLE media.playbacks DROP COLUMN sound, DROP COLUMN audio_key,
        DROP COLUMN waveform_key, DROP COLUMN sound_error, DROP COLUMN asked_at;
    ALTER TABLE media.takes DROP COLUMN language;
    """)
