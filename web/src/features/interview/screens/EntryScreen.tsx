import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/ui/Button";
import { StepHeading } from "@/ui/StepHeading";
import { useObserved } from "@/ui/use-observed";

import { Flow } from "../Flow";
import { EntrySkeleton } from "../parts/EntrySkeleton";
import { Frame } from "../parts/Frame";
import { Message } from "../parts/Message";
import { useSession } from "../session-context";

/** What is between the link and the interview: waiting, a link that doesn't open, another tab. */
export function EntryScreen() {
  const { t } = useTranslation("interview");
  const state = useObserved(useSession());
  switch (state.stage) {
    case "entering":
      return <EntrySkeleton label={t("entry.title")} />;
    case "unreachable": {
      const kind = state.offline ? "offline" : "unreachable";
      return <Message title={t(`entry.${kind}.title`)} texts={[t(`entry.${kind}.text`)]} />;
    }
    case "link_invalid":
      return <Message title={t("entry.invalid.title")} texts={[t("entry.invalid.text"), t("entry.invalid.do")]} />;
    case "closed":
      return <Message title={t("entry.closed.title")} texts={[t("entry.closed.text"), t("entry.closed.do")]} />;
    case "signed_out":
      return <Message title={t("entry.signedOut.title")} texts={[t("entry.signedOut.text")]} />;
    case "storage_closed":
      return <Message title={t("entry.storage.title")} texts={[t("entry.storage.text")]} />;
    case "elsewhere":
      return <Elsewhere company={state.interview.companyName} takenOver={state.takenOver} />;
    case "open":
      return <Flow />;
  }
}

function Elsewhere({ company, takenOver }: { company: string | null; takenOver: boolean }) {
  const { t } = useTranslation("interview");
  const session = useSession();
  const [busy, setBusy] = useState(false);
  return (
    <Frame company={company}>
      <StepHeading title={takenOver ? t("entry.elsewhere.takenOver") : t("entry.elsewhere.title")} />
      <p className="measure text-ink-soft">
        {takenOver ? t("entry.elsewhere.takenOverText") : t("entry.elsewhere.text")}
      </p>
      <div>
        <Button
          variant="primary"
          size="lg"
          busy={busy}
          onClick={() => {
            setBusy(true);
            void session.takeOver().finally(() => setBusy(false));
          }}
        >
          {t("entry.elsewhere.action")}
        </Button>
      </div>
    </Frame>
  );
}
