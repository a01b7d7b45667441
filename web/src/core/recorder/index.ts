/**
 * Records an answer so that nothing that was said is lost.
 *
 * A take is a list of immutable segments, each the output of one MediaRecorder and one tus
 * upload. Every chunk is committed to IndexedDB before it is sent and deleted once the server
 * has acknowledged it, so a crash costs at most one timeslice and an outage costs nothing.
 */
export { backoffMs } from "./backoff";
export { systemClock, type Clock } from "./clock";
export { ChunkStore } from "./chunk-store";
export { MemorySink } from "./memory-sink";
export type { ChunkSink, NewSegment, SegmentRecord } from "./segment";
export { StorageError, type StorageProblem } from "./storage-error";
export { Uploader, type AuthorizedFetch, type TakeProgress, type UploadState } from "./uploader";
export type { Refusal, RefusalReason } from "./tus";
export { TakeRecorder, type RecorderState, type StopReason } from "./take-recorder";
export { MediaInput, type InputChoice, type InputState } from "./media-input";
export { detectBrowser, problemOf, type BrowserName, type DeviceProblem } from "./device-problem";
export { listDevices, type DeviceList } from "./devices";
export { LevelMeter } from "./level-meter";
export { RecordingTab, type TabState } from "./recording-tab";
export { hasRoomFor } from "./storage-room";
export { recordingOptions } from "./recording-format";
