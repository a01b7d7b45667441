import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

const FLAGS = ["demo_quality", "negation", "injection", "no_key_points"] as const;

/** What a person should look at, each with a sentence why. */
export function Flags({ flags }: { flags: readonly string[] }) {
  const { t } = useTranslation("hiring");
  const texts = FLAGS.filter((flag) => flags.includes(flag)).map((flag) => t(`score.flag.${flag}`));
  if (texts.length === 0) return null;
  return (
    <ul className="flex flex-col gap-2">
      {texts.map((text) => (
        <li key={text} className="flex gap-2.5 rounded-md bg-sunken px-3 py-2 text-sm">
          <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-ink-soft" />
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
