import { ArrowLeft } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";

import type { CandidateRecord, Receipt } from "@/core/api";
import { OfflineBanner } from "@/ui/OfflineBanner";

import { EntrySkeleton } from "../parts/EntrySkeleton";
import { Frame } from "../parts/Frame";
import { Message } from "../parts/Message";
import { StepHeading } from "../parts/StepHeading";
import { useObserved } from "../session-context";
import { DeleteEverything, Withdraw } from "./Ending";
import { HumanLook } from "./HumanLook";
import { Answers, Consents, Retention } from "./Kept";
import { ReceiptView } from "./ReceiptView";
import { RecordSession } from "./record-session";
import { Scoring, Seen } from "./Used";

/** `/i/:invitationId/record`: what is kept of the candidate, who used it, and what they may ask. */
export function RecordPage() {
  const { invitationId = "" } = useParams();
  return (
    <Suspense fallback={<EntrySkeleton />}>
      <Opened key={invitationId} invitationId={invitationId} />
    </Suspense>
  );
}

function Opened({ invitationId }: { invitationId: string }) {
  const { t } = useTranslation("interview");
  const [session] = useState(() => new RecordSession(invitationId));
  useEffect(() => session.hold(), [session]);
  const state = useObserved(session);
  switch (state.stage) {
    case "loading":
      return <EntrySkeleton label={t("record.loading")} />;
    case "unreachable": {
      const kind = state.offline ? "offline" : "unreachable";
      return <Message title={t(`entry.${kind}.title`)} texts={[t("record.unreachable")]} />;
    }
    case "signed_out":
      return <Message title={t("entry.signedOut.title")} texts={[t("record.signedOut")]} />;
    case "gone":
      return <Message title={t("entry.closed.title")} texts={[t("record.gone"), t("entry.closed.do")]} />;
    case "open":
      return <Open session={session} record={state.record} />;
  }
}

function Open({ session, record }: { session: RecordSession; record: CandidateRecord }) {
  const { t } = useTranslation("interview");
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState<Receipt | null>(null);
  const [withdrawn, setWithdrawn] = useState(false);
  const consented = record.consents.some((consent) => consent.withdrawnAt === null);
  const deletion = deleting ?? (record.deletion?.scope === "recordings" ? null : record.deletion);
  const deleteEverything = async (): Promise<void> => {
    const receipt = await session.deleteEverything();
    const address = receipt.receiptLink === null ? null : new URL(receipt.receiptLink).pathname;
    // From here on the receipt's own address shows how far it is, also after a reload.
    if (address === null) setDeleting(receipt);
    else void navigate(address, { replace: true });
  };
  if (deletion !== null) {
    return (
      <Frame company={null}>
        <ReceiptView receipt={deletion} waiting={false} />
      </Frame>
    );
  }
  return (
    <>
      <OfflineBanner />
      <Frame company={null}>
        <BackLink invitationId={record.invitationId} />
        <StepHeading title={t("record.title")} />
        <p className="measure text-lg text-ink-soft">{t("record.lead", { role: record.templateTitle })}</p>
        <p role="status" className={withdrawn ? "measure text-accent" : "sr-only"}>
          {withdrawn ? t("record.withdraw.done") : ""}
        </p>
        <Answers answers={record.answers} />
        <Consents consents={record.consents} />
        <Seen seen={record.seen} />
        <Scoring scoring={record.scoring} />
        <Retention deleteAfter={record.deleteAfter} />
        {record.answers.length > 0 ? (
          <HumanLook look={record.humanLook} onAsk={(text) => session.askHumanLook(text)} />
        ) : null}
        {consented ? (
          <Withdraw
            onWithdraw={async () => {
              await session.withdrawConsent();
              setWithdrawn(true);
              window.scrollTo({ top: 0 });
            }}
          />
        ) : null}
        <DeleteEverything onDelete={deleteEverything} />
      </Frame>
    </>
  );
}

function BackLink({ invitationId }: { invitationId: string }) {
  const { t } = useTranslation("interview");
  return (
    <Link
      to={`/i/${invitationId}`}
      className="-mt-4 -ml-2 inline-flex min-h-11 items-center gap-2 self-start rounded-md px-2 text-ink-soft hover:text-ink print:hidden"
    >
      <ArrowLeft aria-hidden size={18} />
      {t("record.back")}
    </Link>
  );
}
