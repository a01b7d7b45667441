import { useTranslation } from "react-i18next";

/** The words of hiring's audit log. */
const ACTIONS = [
  "invited",
  "consented",
  "consent_withdrawn",
  "review_seen",
  "recording_seen",
  "scored",
  "rated",
  "noted",
  "transcript_corrected",
  "decided",
  "exported",
  "extended",
  "revoked",
  "human_look_asked",
  "human_look_answered",
  "deletion_asked",
  "deleted",
] as const;

/** What was done, to stand behind a name. */
export function useActionText(): (action: string) => string {
  const { t } = useTranslation("hiring");
  return (action) => {
    const known = ACTIONS.find((each) => each === action);
    return known ? t(`audit.action.${known}`) : action.replaceAll("_", " ");
  };
}
