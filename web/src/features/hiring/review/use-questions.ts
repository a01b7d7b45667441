import { useCallback, useMemo, useState } from "react";
import { useSearchParams } from "react-router";

import type { InvitationForHr } from "@/core/api";

/** The questions in order, and which one is looked at: it stands in the address. */
export function useQuestions(invitation: InvitationForHr) {
  const [search, setSearch] = useSearchParams();
  const questions = useMemo(() => [...invitation.questions].sort((a, b) => a.order - b.order), [invitation.questions]);
  // The first answered question, chosen once: answers that come in later don't move the view.
  const [first] = useState(() => questions.findIndex((question) => invitation.responses.some(({ questionId }) => questionId === question.id)));
  const chosen = questions.findIndex((question) => question.id === search.get("question"));
  const choose = useCallback(
    (questionId: string | undefined) => {
      if (questionId !== undefined) setSearch({ question: questionId }, { replace: true });
    },
    [setSearch],
  );
  return { questions, index: chosen !== -1 ? chosen : Math.max(0, first), choose };
}
