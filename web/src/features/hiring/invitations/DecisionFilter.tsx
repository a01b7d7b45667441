import { useTranslation } from "react-i18next";

import type { DecisionWord } from "@/core/api";
import { Select } from "@/ui/Select";

const DECISIONS: DecisionWord[] = ["advance", "hold", "reject"];

export function DecisionFilter({ value, onChange }: { value: DecisionWord | undefined; onChange: (value: string) => void }) {
  const { t } = useTranslation("hiring");
  return (
    <Select aria-label={t("invitations.decisionFilter")} value={value ?? ""} onChange={(event) => onChange(event.target.value)} className="w-40">
      <option value="">{t("invitations.anyDecision")}</option>
      {DECISIONS.map((decision) => (
        <option key={decision} value={decision}>
          {t(`decision.word.${decision}`)}
        </option>
      ))}
    </Select>
  );
}
