import { Clock, MicOff, PenLine, VolumeX, WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { InputState } from "@/core/recorder";
import type { VoiceView } from "@/core/voice";
import { Announcement } from "@/ui/Announcement";
import { Button } from "@/ui/Button";

import { Banner } from "./Banner";

/** What isn't as it should be, and what happens to one's words meanwhile. */
export function Banners({ view, input, writing, onUnblock }: { view: VoiceView; input: InputState; writing: boolean; onUnblock: () => void }) {
  const { t } = useTranslation("voice");
  const away = view.state === "live" && !view.connected;
  return (
    <>
      <div role="status">
        {away ? <Banner icon={WifiOff}>{t(writing ? "network.lostWriting" : view.keeping ? "network.lost" : "network.full")}</Banner> : null}
        {view.sound === "blocked" ? (
          <Banner icon={VolumeX}>
            {t("sound.blocked")}
            <Button size="sm" onClick={onUnblock}>
              {t("sound.unblock")}
            </Button>
          </Banner>
        ) : null}
        {view.sound === "missing" ? <Banner icon={VolumeX}>{t("problem.noSound")}</Banner> : null}
        {!writing && input.phase === "lost" ? <Banner icon={MicOff}>{t("problem.lost")}</Banner> : null}
        {!writing && input.phase === "open" && input.silent ? <Banner icon={MicOff}>{t("problem.silent")}</Banner> : null}
        {away ? null : <Abilities view={view} />}
        {view.extended > 0 ? <MoreTime key={view.extended} view={view} /> : null}
      </div>
      <BackAgain away={away} />
      <Announcement text={view.warned ? t("status.warning", { minutes: Math.max(1, minutesLeft(view)) }) : ""} />
    </>
  );
}

function Abilities({ view: { canHear, canSpeak } }: { view: VoiceView }) {
  const { t } = useTranslation("voice");
  if (canHear && canSpeak) return null;
  return <Banner icon={PenLine}>{t(canHear ? "abilities.cantSpeak" : canSpeak ? "abilities.cantHear" : "abilities.neither")}</Banner>;
}

/** How long it is said that more time was given. */
const SAY_MORE_TIME_MS = 20_000;

/** Said once for each time; how much is left goes on standing in the header. */
function MoreTime({ view }: { view: VoiceView }) {
  const { t } = useTranslation("voice");
  const [count] = useState(() => minutesLeft(view));
  const [said, setSaid] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(true), SAY_MORE_TIME_MS);
    return () => clearTimeout(timer);
  }, []);
  return said ? null : <Banner icon={Clock}>{t("status.moreTime", { count })}</Banner>;
}

/** Said once to who can't see that the banner went. */
function BackAgain({ away }: { away: boolean }) {
  const { t } = useTranslation("voice");
  const [was, setWas] = useState(away);
  const [back, setBack] = useState(false);
  if (was !== away) {
    setWas(away);
    setBack(was);
  }
  return <Announcement text={back ? t("network.back") : ""} />;
}

function minutesLeft({ endsAt }: VoiceView): number {
  return endsAt === null ? 0 : Math.round((endsAt - performance.now()) / 60_000);
}
