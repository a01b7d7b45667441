import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { Template } from "@/core/api";
import { formatDuration } from "@/core/time";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Dialog } from "@/ui/Dialog";
import { useErrorText } from "@/ui/error-text";
import { useToast } from "@/ui/Toast";
import { useLocale } from "@/ui/use-locale";

import { keys, useHiring } from "../use-hiring";
import { lacks } from "./draft";
import { answeringSeconds } from "./length";
import type { Editor } from "./use-editor";

interface PublishDialogProps {
  template: Template;
  editor: Editor;
  open: boolean;
  onClose: () => void;
}

/** Says what follows before it does. */
export function PublishDialog({ template, editor, open, onClose }: PublishDialogProps) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const queries = useQueryClient();
  const toast = useToast();
  const locale = useLocale();
  const errorText = useErrorText();

  const publish = useMutation({
    mutationFn: async () => {
      await editor.save();
      return api.publishTemplate(template.id);
    },
    onSuccess: async (published) => {
      onClose();
      toast({ text: t("editor.published") });
      await queries.invalidateQueries({ queryKey: keys.questions(template.id) });
      queries.setQueryData(keys.template(template.id), published);
      await queries.invalidateQueries({ queryKey: keys.templates });
    },
  });

  const complete = editor.draft.questions.filter((question) => lacks(question) === null);
  const unready = editor.draft.questions.length - complete.length;
  if (complete.length === 0 || unready > 0) {
    return (
      <Dialog open={open} onClose={onClose} title={t("editor.publishTitle")}>
        <p className="text-ink-soft">{unready > 0 ? t("editor.incomplete", { count: unready }) : t("editor.publishBlocked")}</p>
      </Dialog>
    );
  }
  const seconds = answeringSeconds(editor.draft);
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      onConfirm={() => publish.mutate()}
      title={t("editor.publishTitle")}
      action={t("editor.publish")}
      busy={publish.isPending}
      error={publish.error ? errorText(publish.error) : undefined}
    >
      <p>
        {t("editor.publishCount", { count: complete.length })}
        {seconds === null ? "" : ` ${t("editor.publishLength", { time: formatDuration(seconds, locale) })}`}
      </p>
      <p>{t("editor.publishText")}</p>
    </ConfirmDialog>
  );
}
