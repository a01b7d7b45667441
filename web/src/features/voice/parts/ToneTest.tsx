import { Volume2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { playTestTone } from "@/core/voice";
import { Button } from "@/ui/Button";

type Heard = "unasked" | "playing" | "asking" | "yes" | "no";

/** Three notes, and whether one heard them. */
export function ToneTest() {
  const { t } = useTranslation("voice");
  const [heard, setHeard] = useState<Heard>("unasked");
  const play = (): void => {
    setHeard("playing");
    void playTestTone().finally(() => setHeard("asking"));
  };
  return (
    <section className="flex flex-col gap-3 border-t pt-6">
      <h2 className="font-medium">{t("check.speaker")}</h2>
      <p className="measure text-ink-soft">{t("check.speakerHint")}</p>
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={heard === "playing"} onClick={play}>
          <Volume2 aria-hidden size={18} strokeWidth={1.75} />
          {t(heard === "unasked" || heard === "playing" ? "check.tone" : "check.toneAgain")}
        </Button>
        {heard === "asking" ? (
          <>
            <span role="status">{t("check.toneAsk")}</span>
            <span className="flex gap-3">
              <Button size="sm" onClick={() => setHeard("yes")}>
                {t("check.toneYes")}
              </Button>
              <Button size="sm" onClick={() => setHeard("no")}>
                {t("check.toneNo")}
              </Button>
            </span>
          </>
        ) : null}
        {heard === "yes" ? <span role="status">{t("check.toneGood")}</span> : null}
      </div>
      {heard === "no" ? (
        <p role="status" className="measure">
          {t("check.toneHelp")}
        </p>
      ) : null}
    </section>
  );
}
