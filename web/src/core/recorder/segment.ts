export type Bytes = Uint8Array<ArrayBuffer>;

/** Where a segment belongs. `segment` is its place within the take, from 0. */
export interface NewSegment {
  invitationId: string;
  questionId: string;
  takeId: string;
  segment: number;
  mimeType: string;
  /** When the recorder began, Unix milliseconds by this device's clock. */
  startedAt: number;
}

/** One MediaRecorder's output and how far it has come: committed here, acknowledged there. */
export interface SegmentRecord extends NewSegment {
  /** Made here and stable, while `segment` may be renumbered before the first byte is sent. */
  segmentId: string;
  committedBytes: number;
  committedMs: number;
  chunks: number;
  acknowledgedBytes: number;
  acknowledgedMs: number;
  uploadUrl: string | null;
  mediaUrl: string | null;
  /** No further chunk will come; `committedBytes` is the length. */
  finished: boolean;
  /** The server has confirmed the whole length. */
  complete: boolean;
}

/** One timeslice, kept until the server has acknowledged its last byte. */
export interface ChunkRecord {
  segmentId: string;
  invitationId: string;
  questionId: string;
  takeId: string;
  segment: number;
  sequence: number;
  /** Of the first byte within the segment. */
  offset: number;
  ms: number;
  bytes: Bytes;
}

/** Where a recorder puts what it records. */
export interface ChunkSink {
  openSegment(init: NewSegment): Promise<SegmentRecord>;
  append(segmentId: string, bytes: Bytes, ms: number): Promise<SegmentRecord>;
  finish(segmentId: string): Promise<void>;
}

export function newSegmentRecord(init: NewSegment, segmentId: string): SegmentRecord {
  return {
    invitationId: init.invitationId,
    questionId: init.questionId,
    takeId: init.takeId,
    segment: init.segment,
    mimeType: init.mimeType,
    segmentId,
    startedAt: init.startedAt,
    committedBytes: 0,
    committedMs: 0,
    chunks: 0,
    acknowledgedBytes: 0,
    acknowledgedMs: 0,
    uploadUrl: null,
    mediaUrl: null,
    finished: false,
    complete: false,
  };
}
