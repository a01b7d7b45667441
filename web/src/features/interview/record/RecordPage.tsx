import { ArrowLeft } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";

import type { CandidateRecord, Receipt } from "@/core/api";
import { OfflineBanner } from "@/ui/OfflineBanner";
import { StepHeading } from "@/ui/StepHeading";
import { useObserved } from "@/ui/use-observed";

import { EntrySkeleton } from "../parts/EntrySkeleton";
import { Frame } from "../parts/Frame";
import { Message } from "../parts/Message";
import { DeleteEverything, Withdraw } from "./Ending";
import { HumanLook } from "./HumanLook";
import { Answers, Consents, Retention } from "./Kept";
import { ReceiptView } from "./ReceiptView";
import { type Asking, RecordSession } from "./record-session";
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
  const { t } = useTranslation("record");
  const { t: tInterview } = useTranslation("interview");
  const [session] = useState(() => new RecordSession(invitationId));
  useEffect(() => session.hold(), [session]);
  const state = useObserved(session);
  switch (state.stage) {
    case "loading":
      return <EntrySkeleton label={t("loading")} />;
    case "unreachable": {
      const kind = state.offline ? "offline" : "unreachable";
      return <Message title={tInterview(`entry.${kind}.title`)} texts={[t("unreachable")]} />;
    }
    case "signed_out":
      return <Message title={tInterview("entry.signedOut.title")} texts={[t("signedOut")]} />;
    case "gone":
      return <Message title={tInterview("entry.closed.title")} texts={[t("gone"), tInterview("entry.closed.do")]} />;
    case "open":
      return <Open session={session} record={state.record} />;
  }
}

function Open({ session, record }: { session: RecordSession; record: CandidateRecord }) {
  const { t } = useTranslation("record");
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState<Receipt | null>(null);
  const consented = record.consents.some((consent) => consent.withdrawnAt === null);
  const deletion = deleting ?? (record.deletion?.scope === "recordings" ? null : record.deletion);
  const deleteEverything = async (asking: Asking): Promise<void> => {
    const receipt = await session.deleteEverything(asking);
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
        <StepHeading title={t("title")} />
        <p className="measure text-lg text-ink-soft">{t("lead", { role: record.templateTitle })}</p>
        <WithdrawalStatus deletion={record.deletion} />
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
            onWithdraw={async (asking) => {
              await session.withdrawConsent(asking);
              window.scrollTo({ top: 0 });
            }}
          />
        ) : null}
        <DeleteEverything onDelete={deleteEverything} />
      </Frame>
    </>
  );
}

/** After a withdrawal: how far the deletion of the recordings is. */
function WithdrawalStatus({ deletion }: { deletion: Receipt | null }) {
  const { t } = useTranslation("record");
  return (
    <div role="status" className="empty:hidden">
      {deletion?.scope === "recordings" ? (
        <p className="text-lg text-accent">{t(`receipt.title.${deletion.status}Recordings`)}</p>
      ) : null}
    </div>
  );
}

function BackLink({ invitationId }: { invitationId: string }) {
  const { t } = useTranslation("record");
  return (
    <Link
      to={`/i/${invitationId}`}
      className="-mt-4 -ml-2 inline-flex min-h-11 items-center gap-2 self-start rounded-md px-2 text-ink-soft hover:text-ink print:hidden"
    >
      <ArrowLeft aria-hidden size={18} />
      {t("back")}
    </Link>
  );
}
