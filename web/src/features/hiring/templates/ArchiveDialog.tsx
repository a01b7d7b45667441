import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { Template } from "@/core/api";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useErrorText } from "@/ui/error-text";

import { useTemplateActions } from "./use-template-actions";

/** Archiving can't be taken back, so it is asked before. */
export function ArchiveDialog({ template, onClose }: { template: Template | null; onClose: () => void }) {
  const { t } = useTranslation("hiring");
  const { archive } = useTemplateActions();
  const errorText = useErrorText();
  const mutation = useMutation({ mutationFn: archive, onSuccess: onClose });
  if (!template) return null;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      onConfirm={() => mutation.mutate(template)}
      title={t("templates.archiveTitle", { title: template.title })}
      action={t("templates.archive")}
      busy={mutation.isPending}
      error={mutation.error ? errorText(mutation.error) : undefined}
    >
      <p>{t("templates.archiveText")}</p>
    </ConfirmDialog>
  );
}
