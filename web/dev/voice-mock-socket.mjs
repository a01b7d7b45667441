/**
 * The voice socket of the contract, scripted: asks its questions with tones for a voice, answers what
 * is said (anything that isn't silence for a moment) or typed, and closes after the last question.
 */
import { readFileSync } from "node:fs";

import { create, createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { WebSocketServer } from "ws";

const generated = readFileSync(new URL("../src/generated/preppal/interview_pb.ts", import.meta.url), "utf8");
const packed = /fileDesc\("([^"]+)"\)/.exec(generated)[1];
const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(packed, "base64"));
file.syntax = "proto3";
const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] }));
const Said = registry.getMessage("preppal.ClientToServerMessage");
const Told = registry.getMessage("preppal.ServerToClientMessage");

const QUESTIONS = [
  "Tell me about an API you designed. What was hard about it?",
  "You said you retried with the same key. What happens when the first request is still running?",
  "What would you do differently today?",
];
const ANSWERS = ["I designed a payments API. The hard part was", " making retries safe: every request carried", " an idempotency key that we stored."];
const QUIET_MS = 1400;

/**
 * Serves `/realtime/{id}` on `server`. `talks` keeps what survives a lost connection; `moods` may say
 * `{dead, refuse, canHear, canSpeak, slow}`. `onEnded(id, captions, reason)` when one is over.
 */
export function attachVoice(server, { moods, onBegun, onEnded, recordingOf }) {
  const talks = new Map();
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (moods.refuse) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const url = new URL(request.url, "http://mock");
      const id = url.pathname.split("/").at(-1);
      if (!url.searchParams.get("token")) return ws.close(4001);
      const talk = talks.get(id) ?? { question: 0, said: [], startedAt: Date.now() };
      talks.set(id, talk);
      talk.socket?.close(4006);
      talk.socket = ws;
      setTimeout(() => run(ws, id, talk), moods.slow ?? 600);
    });
  });

  function run(ws, id, talk) {
    onBegun(id);
    let state = "listening";
    let speaking = null;
    let heard = null;
    const tell = (name, value) =>
      ws.readyState === 1 && !moods.dead && ws.send(toBinary(Told, create(Told, { payload: { case: name, value: create(registry.getMessage(TYPES[name]), value) } })));
    const become = (next) => {
      state = next;
      tell("stateUpdate", {
        state,
        currentQuestion: Math.min(talk.question, QUESTIONS.length),
        totalQuestions: QUESTIONS.length,
        secondsLeft: moods.secondsLeft ?? Math.max(0, Math.round(900 - (Date.now() - talk.startedAt) / 1000)),
        canHear: moods.canHear ?? true,
        canSpeak: moods.canSpeak ?? true,
        recording: recordingOf(id),
      });
    };
    const note = (speaker, text) => {
      talk.said.push({ speaker, text, at: (Date.now() - talk.startedAt) / 1000 });
      tell("transcriptUpdate", { speaker, text, isFinal: true });
    };
    const speak = (text, then) => {
      note("AI", text);
      if (moods.canSpeak === false) return finish();
      become("speaking");
      const chunks = voice(text);
      speaking = setInterval(() => {
        const chunk = chunks.shift();
        if (chunk) return tell("audioResponse", { audioContent: chunk });
        finish();
      }, 60);
      function finish() {
        clearInterval(speaking);
        speaking = null;
        become("listening");
        then?.();
      }
    };
    const end = (reason) => {
      clearInterval(speaking);
      onEnded(id, talk.said, reason);
      tell("sessionEnded", { reason });
      talks.delete(id);
      ws.close(1000);
    };
    const ask = () => {
      talk.question += 1;
      if (talk.question > QUESTIONS.length) return speak("That was my last question. Thank you for talking with me. Your feedback is ready in a moment.", () => setTimeout(() => end(2), 1200));
      speak(talk.question === 1 ? `Hello, I am the AI interviewer. ${QUESTIONS[0]}` : QUESTIONS[talk.question - 1]);
    };
    const answered = () => {
      heard = null;
      become("thinking");
      setTimeout(ask, 900);
    };
    ws.on("message", (bytes) => {
      if (moods.dead) return;
      const { case: name, value } = fromBinary(Said, new Uint8Array(bytes)).payload;
      if (name === "heartbeat") return tell("heartbeat", { number: value.number });
      if (name === "endRequest") return end(1);
      if (name === "typedText") {
        clearInterval(speaking);
        note("USER", value.text);
        return answered();
      }
      if (name !== "audioChunk" || moods.deaf) return;
      if (loud(value.audioContent)) {
        if (speaking && Date.now() - talk.startedAt > 4000 && moods.bargeIn) {
          clearInterval(speaking);
          speaking = null;
          tell("flushPlayback", {});
          become("listening");
        }
        if (state !== "listening") return;
        heard ??= { since: Date.now(), words: 0 };
        heard.last = Date.now();
        const words = Math.min(ANSWERS.length, 1 + Math.floor((Date.now() - heard.since) / 700));
        if (words !== heard.words) tell("transcriptUpdate", { speaker: "USER", text: ANSWERS.slice(0, words).join(""), isFinal: false });
        heard.words = words;
        if (Date.now() - heard.since < (moods.answerMs ?? 4000)) return;
      } else if (!heard || Date.now() - heard.last < QUIET_MS) return;
      note("USER", ANSWERS.join(""));
      answered();
    });
    ws.on("close", () => clearInterval(speaking));
    become("listening");
    if (talk.question === 0) ask();
  }
}

const TYPES = {
  transcriptUpdate: "preppal.TranscriptUpdate",
  audioResponse: "preppal.AudioResponse",
  sessionEnded: "preppal.SessionEnded",
  flushPlayback: "preppal.FlushPlayback",
  stateUpdate: "preppal.StateUpdate",
  heartbeat: "preppal.Heartbeat",
};

function loud(bytes) {
  let power = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) power += ((bytes[at] | (bytes[at + 1] << 24 >> 16)) / 32768) ** 2;
  return power / (bytes.length / 2) > 1e-4;
}

/** A hum that rises and falls with the words, in chunks of 60 ms. */
function voice(text) {
  const seconds = Math.min(4, 0.05 * text.length);
  return Array.from({ length: Math.ceil(seconds / 0.06) }, (_, index) => {
    const samples = new Int16Array(960);
    for (let n = 0; n < samples.length; n += 1) {
      const at = index * 0.06 + n / 16_000;
      samples[n] = 5000 * Math.sin(2 * Math.PI * 180 * at) * Math.abs(Math.sin(2 * Math.PI * 2.2 * at));
    }
    return new Uint8Array(samples.buffer);
  });
}
