import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { Invitation } from "@/core/api";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";

import { keys, useHiring } from "../use-hiring";
import { ReceiptView } from "./ReceiptView";

const POLL_MS = 3_000;

/** In the place of a review that was deleted: its receipt. */
export function DeletedReview({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const receipt = useQuery({
    queryKey: keys.deletion(invitation.id),
    queryFn: ({ signal }) => api.deletion(invitation.id, signal),
    refetchInterval: (query) => (query.state.data?.status === "running" ? POLL_MS : false),
  });
  return (
    <section aria-label={t("deletion.receiptTitle")} className="mt-8 max-w-2xl rounded-md border bg-surface px-5 py-5 sm:px-6">
      {receipt.data ? <ReceiptView receipt={receipt.data} /> : null}
      {receipt.isPending ? <Skeleton className="h-72" /> : null}
      {receipt.isError && !receipt.data ? <ErrorState error={receipt.error} busy={receipt.isFetching} onRetry={() => void receipt.refetch()} /> : null}
    </section>
  );
}
