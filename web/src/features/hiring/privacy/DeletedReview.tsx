import { useTranslation } from "react-i18next";

import type { Invitation } from "@/core/api";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";

import { ReceiptView } from "./ReceiptView";
import { useDeletion } from "./use-deletion";

/** In the place of a review that was deleted: its receipt. */
export function DeletedReview({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("hiring");
  const receipt = useDeletion(invitation.id);
  return (
    <section aria-label={t("deletion.receiptTitle")} className="mt-8 max-w-2xl rounded-md border bg-surface px-5 py-5 sm:px-6">
      {receipt.data ? <ReceiptView receipt={receipt.data} /> : null}
      {receipt.isPending ? <Skeleton className="h-72" /> : null}
      {receipt.isError && !receipt.data ? <ErrorState error={receipt.error} busy={receipt.isFetching} onRetry={() => void receipt.refetch()} /> : null}
    </section>
  );
}
