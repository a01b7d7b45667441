import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { useNavigate } from "react-router";

import { isTransient, type PracticeStart, randomUuid } from "@/core/api";

import { usePractice } from "./use-practice";

/** Makes the interview and goes there; a wish that is sent again after an error makes no second one. */
export function useStart() {
  const api = usePractice();
  const navigate = useNavigate();
  const wish = useRef({ key: "", said: "" });
  return useMutation({
    mutationFn: (start: PracticeStart) => {
      const said = JSON.stringify(start);
      if (wish.current.said !== said) wish.current = { key: randomUuid(), said };
      return api.start(start, wish.current.key);
    },
    retry: (failures, error) => failures < 2 && isTransient(error),
    onSuccess: ({ id }) => navigate(`/voice/${id}`),
  });
}
