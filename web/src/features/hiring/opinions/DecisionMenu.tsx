import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, MessageSquareText, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Decision, type DecisionWord, isApiError, type Review } from "@/core/api";
import { Button } from "@/ui/Button";
import { Menu, MenuChoice, MenuItem, MenuSeparator } from "@/ui/Menu";
import { useErrorText } from "@/ui/error-text";
import { useToast } from "@/ui/Toast";

import { changeReview, useRefreshLists } from "../review/use-review";
import { keys, useHiring } from "../use-hiring";
import { DecisionReasonDialog } from "./DecisionReasonDialog";

const DECISIONS: DecisionWord[] = ["advance", "hold", "reject"];

/** One press decides, and can be taken back as easily: nobody is told anything by it. */
export function DecisionMenu({ review, name }: { review: Review; name: string }) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const refreshLists = useRefreshLists();
  const [giving, setGiving] = useState(false);
  const { decision } = review;
  const save = useMutation({
    scope: { id: `decision ${review.invitationId}` },
    mutationFn: (next: Pick<Decision, "decision" | "reason">) =>
      // The cache and not this render: an undo comes after the decision that it undoes.
      api.decide(review.invitationId, { ...next, seenAt: queries.getQueryData<Review>(keys.review(review.invitationId))?.decision.decidedAt ?? null }),
    onError: (error) => {
      if (isApiError(error) && error.status === 409) void queries.invalidateQueries({ queryKey: keys.review(review.invitationId) });
    },
    onSuccess: (saved) => {
      changeReview(queries, review.invitationId, (current) => ({ ...current, decision: saved }));
      refreshLists();
    },
  });

  async function decide(next: DecisionWord | null): Promise<void> {
    const before = { decision: decision.decision, reason: decision.reason };
    try {
      await save.mutateAsync({ decision: next, reason: null });
      toast({
        text: next === null ? t("decision.takenBack") : t(`decision.done.${next}`, { name }),
        undo: () => save.mutate(before),
      });
    } catch (error) {
      toast({ text: t("decision.notSaved", { reason: errorText(error) }), duration: 12_000 });
    }
  }

  const word = decision.decision;
  return (
    <>
      <Menu
        trigger={
          <Button variant={word === null ? "primary" : "secondary"} busy={save.isPending}>
            {word === null ? t("decision.menu") : t(`decision.word.${word}`)}
            <ChevronDown aria-hidden size={16} />
          </Button>
        }
      >
        <MenuChoice
          label={t("decision.label", { name })}
          value={word ?? ""}
          options={DECISIONS.map((each) => ({ value: each, label: t(`decision.verb.${each}`) }))}
          onChange={(next) => {
            if (next !== "" && next !== word) void decide(next);
          }}
        />
        {word === null ? null : (
          <>
            <MenuSeparator />
            <MenuItem icon={MessageSquareText} onSelect={() => setGiving(true)}>
              {t(decision.reason === null ? "decision.addReason" : "decision.changeReason")}
            </MenuItem>
            <MenuItem icon={Undo2} onSelect={() => void decide(null)}>
              {t("decision.takeBack")}
            </MenuItem>
          </>
        )}
      </Menu>
      {giving && word !== null ? (
        <DecisionReasonDialog
          reason={decision.reason ?? ""}
          onClose={() => setGiving(false)}
          onSave={async (reason) => {
            await save.mutateAsync({ decision: word, reason });
          }}
        />
      ) : null}
    </>
  );
}
