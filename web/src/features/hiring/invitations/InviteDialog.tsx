import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Invitation } from "@/core/api";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { Dialog } from "@/ui/Dialog";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";

import { keys, useHiring } from "../use-hiring";
import { InviteForm } from "./InviteForm";
import { LinkField } from "./LinkField";

interface InviteDialogProps {
  /** Chosen beforehand, when it is one that can be sent. */
  templateId: string;
  onClose: () => void;
}

/** First the form, then the link. */
export function InviteDialog({ templateId, onClose }: InviteDialogProps) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const query = { status: "published" as const, pageSize: 100 };
  const templates = useQuery({ queryKey: [...keys.templates, query], queryFn: ({ signal }) => api.templates(query, signal) });
  const [sent, setSent] = useState<(Invitation & { link: string }) | null>(null);

  if (sent) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={t("invite.sentTitle", { name: sent.candidateName })}
        footer={
          <>
            <Button onClick={() => setSent(null)}>{t("invite.another")}</Button>
            <Button variant="primary" onClick={onClose}>
              {t("invite.done")}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-5">
          <p className="text-ink-soft">{t("invite.sentText", { email: sent.candidateEmail })}</p>
          <LinkField name={sent.candidateName} link={sent.link} />
        </div>
      </Dialog>
    );
  }

  return (
    <Dialog open onClose={onClose} title={t("invite.title")}>
      {templates.isPending ? <Skeleton className="h-72" /> : null}
      {templates.isError ? <ErrorState error={templates.error} onRetry={() => void templates.refetch()} /> : null}
      {templates.data?.items.length === 0 ? (
        <div className="flex flex-col items-start gap-4">
          <p className="text-ink-soft">{t("invite.noTemplates")}</p>
          <ButtonLink to="/templates" variant="primary">
            {t("invite.toTemplates")}
          </ButtonLink>
        </div>
      ) : null}
      {templates.data && templates.data.items.length > 0 ? (
        <InviteForm templates={templates.data.items} templateId={templateId} onSent={setSent} onCancel={onClose} />
      ) : null}
    </Dialog>
  );
}
