import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { Template } from "@/core/api";
import { createPendingDeletions } from "@/core/pending-deletion";
import { useErrorText } from "@/ui/error-text";
import { useToast } from "@/ui/Toast";

import { keys, useHiring } from "../use-hiring";

const UNDO_MS = 10_000;

/** Outlives the page that began it: one may go on to the editor while a deletion waits. */
const deletions = createPendingDeletions();

export function useWaitingDeletions(): ReadonlySet<string> {
  useEffect(() => {
    window.addEventListener("pagehide", deletions.flush);
    return () => window.removeEventListener("pagehide", deletions.flush);
  }, []);
  return useSyncExternalStore(deletions.subscribe, deletions.waiting);
}

export function useTemplateActions() {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const errorText = useErrorText();

  const refresh = useCallback(() => queries.invalidateQueries({ queryKey: keys.templates }), [queries]);

  const create = useCallback(async () => {
    const template = await api.createTemplate({ title: t("templates.untitled") });
    void refresh();
    await navigate(`/templates/${template.id}`, { state: { fresh: true } });
  }, [api, navigate, refresh, t]);

  const duplicate = useCallback(
    async (template: Template) => {
      const copy = await api.duplicateTemplate(template.id);
      void refresh();
      await navigate(`/templates/${copy.id}`, { state: { fresh: true } });
    },
    [api, navigate, refresh],
  );

  const archive = useCallback(
    async (template: Template) => {
      const archived = await api.archiveTemplate(template.id);
      queries.setQueryData(keys.template(template.id), archived);
      await refresh();
      toast({ text: t("templates.archived", { title: template.title }) });
    },
    [api, queries, refresh, t, toast],
  );

  const remove = useCallback(
    (template: Template) => {
      const work = async () => {
        try {
          await api.deleteTemplate(template.id);
        } catch (error) {
          toast({ text: t("templates.notDeleted", { title: template.title, reason: errorText(error) }), duration: 12_000 });
        }
        await refresh();
      };
      deletions.add(template.id, work, UNDO_MS);
      toast({ text: t("templates.deleted", { title: template.title }), undo: () => deletions.undo(template.id), duration: UNDO_MS });
    },
    [api, errorText, refresh, t, toast],
  );

  return { create, duplicate, archive, remove };
}
