import "./voice.css";

import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { MediaInput } from "@/core/recorder";
import type { VoiceSession, VoiceView } from "@/core/voice";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import type { TalkProps } from "@/ui/talk";
import { useAwake } from "@/ui/use-awake";
import { useObserved } from "@/ui/use-observed";

import { OverScreen } from "./OverScreen";
import { Banners } from "./parts/Banners";
import { Captions } from "./parts/Captions";
import { Controls } from "./parts/Controls";
import { Shape, type ShapeState } from "./parts/Shape";
import { TalkHeader } from "./parts/TalkHeader";
import { TurnWord } from "./parts/TurnWord";
import { WritePanel } from "./parts/WritePanel";
import { useInterviewSocket } from "./use-interview-socket";
import { useTalkKeys } from "./use-talk-keys";

interface ConversationProps {
  talk: TalkProps;
  input: MediaInput;
  /** One came to write, not to speak. */
  writing: boolean;
}

export function ConversationScreen({ talk, input, writing }: ConversationProps) {
  const socket = useInterviewSocket(talk.access, input);
  const over = socket?.view.over ?? null;
  const { onOver } = talk;
  useAwake(over === null);
  useEffect(() => {
    if (over?.how === "ended" || over?.how === "closed") onOver(over.how);
  }, [over, onOver]);
  if (!socket) return null;
  if (over?.how === "elsewhere" || over?.how === "failed" || over?.how === "refused")
    return <OverScreen company={talk.company} how={over.how} onAgain={() => socket.session.again()} />;
  return <Conversation talk={talk} input={input} {...socket} wantsToWrite={writing} />;
}

export function shapeOf(view: VoiceView): ShapeState {
  if (view.state === "initializing" || view.state === "connecting") return "getting";
  if (view.state === "live" && !view.connected) return "away";
  return view.state === "ending" ? "thinking" : view.turn;
}

function Conversation({
  talk,
  input,
  session,
  view,
  wantsToWrite,
}: {
  talk: TalkProps;
  input: MediaInput;
  session: VoiceSession;
  view: VoiceView;
  wantsToWrite: boolean;
}) {
  const { t } = useTranslation("voice");
  const microphone = useObserved(input);
  const [muted, setMuted] = useState(false);
  const [chosenWriting, setWriting] = useState(wantsToWrite);
  const [asking, setAsking] = useState(false);
  const [ending, setEnding] = useState(false);
  const canSpeak = view.canHear && view.sound !== "missing";
  const writing = chosenWriting || !canSpeak;
  const level = useCallback(() => session.level, [session]);
  // While one writes, the keys would be heard; without a microphone there is nothing to hear.
  const silent = muted || writing;
  useEffect(() => session.mute(silent), [session, silent]);

  const write = (): void => {
    // Who came to write was never asked for the microphone.
    if (writing && microphone.phase === "closed") void input.open();
    setWriting(!writing);
  };
  useTalkKeys(canSpeak ? { m: () => setMuted(!muted), t: write } : {});

  const over = ending || view.state === "ending";
  return (
    <div className="flex h-dvh min-h-[30rem] flex-col">
      <TalkHeader talk={talk} view={view} />
      <Banners view={view} input={microphone} writing={writing} onUnblock={() => void session.unblock()} />
      <main className="mx-auto flex min-h-0 w-full max-w-3xl flex-1 flex-col px-4 sm:px-6">
        <div data-writing={writing} className="flex shrink-0 flex-col items-center gap-1 pt-4 sm:pt-8">
          <Shape state={over ? "thinking" : shapeOf(view)} level={level} />
          <TurnWord view={view} muted={muted} writing={writing} ending={over} />
        </div>
        <Captions captions={view.captions} language={talk.language} />
      </main>
      <footer className="flex min-h-20 flex-col gap-3 border-t bg-ground px-3 py-3 sm:px-6">
        {writing && !over ? (
          <WritePanel
            microphone={canSpeak}
            away={!view.connected}
            onWriting={() => session.stillThinking()}
            onSend={(text) => session.type(text)}
          />
        ) : null}
        {over ? null : (
          <Controls
            {...{ canSpeak, muted, writing }}
            away={!view.connected}
            onMute={() => setMuted(!muted)}
            onThinking={() => session.stillThinking()}
            onWrite={write}
            onEnd={() => setAsking(true)}
          />
        )}
      </footer>
      <ConfirmDialog
        danger
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          setEnding(true);
          session.end();
        }}
        title={t("end.title")}
        action={t("end.action")}
      >
        <p>{t("end.text")}</p>
        <p>{t("end.leave")}</p>
      </ConfirmDialog>
    </div>
  );
}
