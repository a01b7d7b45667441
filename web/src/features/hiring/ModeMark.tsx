import { AudioLines } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { TemplateSettings } from "@/core/api";
import { VisuallyHidden } from "@/ui/VisuallyHidden";

interface ModeMarkProps {
  mode: TemplateSettings["mode"] | undefined;
  /** Without words where a line is short: they are told to who asks. */
  short?: boolean;
}

/** How an interview is taken, where it isn't by recorded answers. Quiet: most are alike. */
export function ModeMark({ mode, short = false }: ModeMarkProps) {
  const { t } = useTranslation("hiring");
  if (mode === undefined || mode === "recorded") return null;
  const word = t(`settings.modes.${mode}`);
  return (
    <span title={short ? word : undefined} className="inline-flex items-center gap-1.5 text-ink-soft">
      <AudioLines aria-hidden size={14} className="shrink-0" />
      {short ? <VisuallyHidden>{word}</VisuallyHidden> : word}
    </span>
  );
}
