import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import type { Note } from "@/core/api";
import type { NoteInput } from "@/core/api/hiring";
import { createPendingDeletions } from "@/core/pending-deletion";
import { useErrorText } from "@/ui/error-text";
import { useToast } from "@/ui/Toast";

import { changeReview } from "../review/use-review";
import { keys, useHiring } from "../use-hiring";

const UNDO_MS = 10_000;

/** Outlives the page: a deletion that waits is done, or undone, wherever one went. */
const deletions = createPendingDeletions();

export function useWaitingNotes(): ReadonlySet<string> {
  useEffect(() => {
    window.addEventListener("pagehide", deletions.flush);
    return () => window.removeEventListener("pagehide", deletions.flush);
  }, []);
  return useSyncExternalStore(deletions.subscribe, deletions.waiting);
}

export function useNotes(invitationId: string) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const refresh = () => queries.invalidateQueries({ queryKey: keys.review(invitationId) });
  const put = (note: Note) =>
    changeReview(queries, invitationId, (review) => ({ ...review, notes: [...review.notes.filter((each) => each.id !== note.id), note] }));

  return {
    add: async (note: NoteInput) => put(await api.addNote(invitationId, note)),
    change: async (id: string, text: string) => put(await api.changeNote(invitationId, id, text)),
    remove(note: Note) {
      const work = async () => {
        try {
          await api.deleteNote(invitationId, note.id);
          changeReview(queries, invitationId, (review) => ({ ...review, notes: review.notes.filter((each) => each.id !== note.id) }));
        } catch (error) {
          toast({ text: t("notes.notDeleted", { reason: errorText(error) }), duration: 12_000 });
          await refresh();
        }
      };
      deletions.add(note.id, work, UNDO_MS);
      toast({ text: t("notes.deleted"), undo: () => deletions.undo(note.id), duration: UNDO_MS });
    },
  };
}
