import { create, fromBinary, toBinary } from "@bufbuild/protobuf";

import { ClientToServerMessageSchema, type ServerToClientMessage, ServerToClientMessageSchema } from "../../../generated/preppal/interview_pb";
import type { SocketLike } from "../interview-socket";
import type { Said } from "../messages";

type Payload = Extract<Parameters<typeof create<typeof ServerToClientMessageSchema>>[1], { payload?: unknown }>["payload"];
export type ToldInit = NonNullable<Payload>;

/** The server's end of one connection, in the hands of a test. */
export class FakeSocket implements SocketLike {
  readonly url: string;
  readyState: number = WebSocket.CONNECTING;
  binaryType: BinaryType = "blob";
  bufferedAmount = 0;
  onopen: SocketLike["onopen"] = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  /** What arrived here, in order. */
  readonly said: Said[] = [];
  /** A dead network takes what is sent and answers nothing. */
  dead = false;
  closedByPage = false;

  constructor(url: string) {
    this.url = url;
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (this.dead) return;
    const { payload } = fromBinary(ClientToServerMessageSchema, data as Uint8Array);
    if (payload.case === undefined) throw new Error("an empty message was sent");
    this.said.push(payload);
    if (payload.case === "heartbeat") this.tell({ case: "heartbeat", value: { number: payload.value.number } });
  }

  tell(payload: ToldInit): void {
    const message: ServerToClientMessage = create(ServerToClientMessageSchema, { payload });
    this.onmessage?.(new MessageEvent("message", { data: toBinary(ServerToClientMessageSchema, message).buffer }));
  }

  /** The first thing a page hears. */
  greet(): void {
    this.readyState = WebSocket.OPEN;
    const value = { state: "listening", currentQuestion: 0, totalQuestions: 5, secondsLeft: 900, canHear: true, canSpeak: true, recording: false };
    this.tell({ case: "stateUpdate", value });
  }

  close(): void {
    this.closedByPage = true;
    this.readyState = WebSocket.CLOSED;
  }

  /** The server closes. */
  hangUp(code: number): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.(new CloseEvent("close", { code }));
  }

  heard(what: "audioChunk"): number[] {
    return this.said.flatMap((said) => (said.case === what ? [said.value.audioContent[0] ?? NaN] : []));
  }

  count(what: Said["case"]): number {
    return this.said.filter((said) => said.case === what).length;
  }
}
