import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useObserved } from "@/ui/use-observed";

import { EntrySkeleton } from "../parts/EntrySkeleton";
import { Frame } from "../parts/Frame";
import { Message } from "../parts/Message";
import { ReceiptSession } from "./receipt-session";
import { ReceiptView } from "./ReceiptView";

/** `/receipts/:code`: how far a deletion is, and what it did. Whoever has the code may look. */
export function ReceiptPage() {
  const { code = "" } = useParams();
  return (
    <Suspense fallback={<EntrySkeleton />}>
      <Opened key={code} code={code} />
    </Suspense>
  );
}

function Opened({ code }: { code: string }) {
  const { t } = useTranslation("record");
  const { t: tInterview } = useTranslation("interview");
  const [session] = useState(() => new ReceiptSession(code));
  useEffect(() => session.hold(), [session]);
  const { receipt, missing, waiting } = useObserved(session);
  if (missing) return <Message title={t("receipt.notFound.title")} texts={[t("receipt.notFound.text")]} />;
  if (receipt === null) {
    return waiting ? (
      <Message title={tInterview("entry.unreachable.title")} texts={[t("receipt.unreachable")]} />
    ) : (
      <EntrySkeleton label={t("receipt.loading")} />
    );
  }
  return (
    <Frame company={null}>
      <ReceiptView receipt={receipt} waiting={waiting} address={window.location.href} />
    </Frame>
  );
}
