import { useTranslation } from "react-i18next";

import type { DecisionSought } from "@/core/api";
import { Select } from "@/ui/Select";

const DECISIONS: DecisionSought[] = ["none", "advance", "hold", "reject"];

export function DecisionFilter({ value, onChange }: { value: DecisionSought | undefined; onChange: (value: string) => void }) {
  const { t } = useTranslation("hiring");
  return (
    <Select aria-label={t("invitations.decisionFilter")} value={value ?? ""} onChange={(event) => onChange(event.target.value)} className="w-44">
      <option value="">{t("invitations.anyDecision")}</option>
      {DECISIONS.map((decision) => (
        <option key={decision} value={decision}>
          {decision === "none" ? t("invitations.undecided") : t(`decision.word.${decision}`)}
        </option>
      ))}
    </Select>
  );
}
