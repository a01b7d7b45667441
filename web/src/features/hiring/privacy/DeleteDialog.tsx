import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Invitation, Receipt } from "@/core/api";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Dialog } from "@/ui/Dialog";
import { useErrorText } from "@/ui/error-text";

import { keys, useHiring } from "../use-hiring";
import { ReceiptLink } from "./ReceiptLink";
import { ReceiptView } from "./ReceiptView";
import { useDeletion } from "./use-deletion";

const GOES = ["recordings", "transcripts", "opinions", "person"] as const;

/** First what goes and what stays, then the receipt, whose address is told only now. */
export function DeleteDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const name = invitation.candidateName;
  const remove = useMutation({
    mutationFn: () => api.deleteEvidence(invitation.id),
    onSuccess: (made) => {
      // The receipt's address stays out of the cache: it was told once.
      queries.setQueryData(keys.deletion(invitation.id), { ...made, receiptLink: null });
      setReceipt(made);
    },
  });
  const now = useDeletion(invitation.id, receipt !== null).data ?? receipt;

  function leave(): void {
    onClose();
    if (!receipt) return;
    void queries.invalidateQueries({ queryKey: keys.invitation(invitation.id) });
    void queries.invalidateQueries({ queryKey: keys.invitations });
    queries.removeQueries({ queryKey: keys.review(invitation.id) });
  }

  if (receipt && now) {
    return (
      <Dialog
        open
        onClose={leave}
        title={t("deletion.receiptTitle")}
        footer={
          <Button variant="primary" onClick={leave}>
            {t("invite.done")}
          </Button>
        }
      >
        <div className="flex flex-col gap-6">
          {receipt.receiptLink === null ? null : <ReceiptLink link={receipt.receiptLink} />}
          <ReceiptView receipt={now} />
        </div>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      open
      danger
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      title={t("deletion.title", { name })}
      action={t("deletion.action")}
      busy={remove.isPending}
      error={remove.error ? errorText(remove.error) : undefined}
    >
      <p>{t("deletion.lead")}</p>
      <ul className="list-disc pl-5 marker:text-line-strong">
        {GOES.map((what) => (
          <li key={what}>{t(`deletion.goes.${what}`, { name })}</li>
        ))}
      </ul>
      <p>{t("deletion.stays")}</p>
    </ConfirmDialog>
  );
}
