import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";

import { NewPractice } from "./NewPractice";
import { PastInterviews } from "./PastInterviews";
import { keys, usePractice } from "./use-practice";

/** `/practice`: begin a new one, or read an earlier one. `?again=ID` asks for the like of it. */
export function PracticePage() {
  const { t } = useTranslation("practice");
  const api = usePractice();
  const again = useSearchParams()[0].get("again") ?? "";
  const model = useQuery({
    queryKey: keys.session(again),
    queryFn: ({ signal }) => api.session(again, signal),
    enabled: again !== "",
    retry: false,
  });
  return (
    <Page title={t("title")} lead={t("lead")} width="narrow">
      <div className="flex flex-col gap-12">
        {again !== "" && model.isPending ? <Skeleton className="h-96 w-full" /> : <NewPractice key={again} model={model.data ?? null} />}
        <PastInterviews />
      </div>
    </Page>
  );
}
