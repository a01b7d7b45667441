import { useTranslation } from "react-i18next";

import { Note } from "@/ui/Note";
import { useOnline } from "@/ui/use-online";

/** What was asked of the server is asked again by itself. */
export function WaitingNote() {
  const { t } = useTranslation("interview");
  return <Note>{useOnline() ? t("question.waiting") : t("question.waitingOffline")}</Note>;
}
