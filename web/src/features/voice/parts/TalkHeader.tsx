import { useTranslation } from "react-i18next";

import type { VoiceView } from "@/core/voice";
import type { TalkProps } from "@/ui/talk";

import { TimeLeft } from "./TimeLeft";

/** What it is for, how far it is, how much time is left, and whether it is recorded. All of it small. */
export function TalkHeader({ talk, view }: { talk: TalkProps; view: VoiceView }) {
  const { t } = useTranslation("voice");
  const live = view.state === "live";
  return (
    <header className="border-b">
      <div className="mx-auto flex min-h-14 max-w-5xl flex-wrap items-center justify-between gap-x-5 gap-y-0.5 px-4 py-2 text-sm sm:px-6">
        <h1 className="min-w-0 flex-1 basis-40 truncate text-base font-semibold" title={talk.title}>
          {talk.company ? `${talk.company} · ${talk.title}` : talk.title}
        </h1>
        {live ? (
          <p className="flex items-center gap-2 text-ink-soft">
            {view.recording ? <span aria-hidden className="size-2.5 rounded-full bg-recording" /> : null}
            {t(view.recording ? "status.recording" : "status.notRecorded")}
          </p>
        ) : null}
        {live && view.question > 0 ? (
          <p className="tabular text-ink-soft">{t("status.question", { number: view.question, total: view.questions })}</p>
        ) : null}
        {live && view.endsAt !== null ? <TimeLeft endsAt={view.endsAt} /> : null}
        {talk.aside ? <div className="ml-auto">{talk.aside}</div> : null}
      </div>
    </header>
  );
}
