import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { TimeText } from "@/ui/TimeText";

/** From here on seconds are shown. */
const SOON_SECONDS = 120;

/** Small and calm: whole minutes until the last two. */
export function TimeLeft({ endsAt }: { endsAt: number }) {
  const { t } = useTranslation("voice");
  const seconds = useSecondsUntil(endsAt);
  if (seconds <= SOON_SECONDS) return <TimeText label={t("status.timeLeft")} seconds={seconds} />;
  return <p className="text-ink-soft">{t("status.minutesLeft", { count: Math.round(seconds / 60) })}</p>;
}

function useSecondsUntil(endsAt: number): number {
  const left = (): number => Math.max(0, (endsAt - performance.now()) / 1000);
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    const look = (): void => setSeconds(Math.max(0, (endsAt - performance.now()) / 1000));
    look();
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }, [endsAt]);
  return seconds;
}
