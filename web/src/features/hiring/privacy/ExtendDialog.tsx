import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Invitation } from "@/core/api";
import { formatDateTime, fromLocalInput, ownZone, toLocalInput } from "@/core/time";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { useErrorText } from "@/ui/error-text";
import { Field, FieldError } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Select } from "@/ui/Select";
import { useToast } from "@/ui/Toast";
import { useLocale } from "@/ui/use-locale";

import { defaultDeadline } from "../invitations/default-deadline";
import { keys, useHiring } from "../use-hiring";

const EXTRA = [0, 25, 50, 100, 200];

/** More days, more time for each answer, or both; an expired invitation opens again. */
export function ExtendDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { t } = useTranslation(["hiring", "ui"]);
  const api = useHiring();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const locale = useLocale();
  const name = invitation.candidateName;
  const [deadline, setDeadline] = useState(() => toLocalInput(later(invitation.expiresAt, new Date())));
  const [extra, setExtra] = useState(invitation.extraTimePercent);
  const [past, setPast] = useState(false);
  const extend = useMutation({
    mutationFn: (expiresAt: Date) =>
      api.extend(invitation.id, {
        expiresAt: expiresAt.toISOString(),
        ...(extra === invitation.extraTimePercent ? {} : { extraTimePercent: extra }),
      }),
    onSuccess: async (extended) => {
      toast({ text: t("extend.done", { name, when: formatDateTime(extended.expiresAt, locale) }) });
      onClose();
      await Promise.all([queries.invalidateQueries({ queryKey: keys.invitations }), queries.invalidateQueries({ queryKey: keys.invitation(invitation.id) })]);
    },
  });

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    const chosen = fromLocalInput(deadline);
    const isPast = chosen === null || chosen.getTime() <= Date.now();
    setPast(isPast);
    if (!isPast && !extend.isPending) extend.mutate(chosen);
  }

  return (
    <Dialog open onClose={onClose} title={t("extend.title", { name })}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <Field label={t("invite.deadline")} hint={t("invite.deadlineHint", { zone: ownZone() })} error={past ? t("invite.deadlinePast") : undefined}>
          {(control) => <Input {...control} type="datetime-local" value={deadline} onChange={(event) => setDeadline(event.target.value)} />}
        </Field>
        <Field label={t("extend.extra")} hint={t("extend.extraHint")}>
          {(control) => (
            <Select {...control} value={extra} onChange={(event) => setExtra(Number(event.target.value))}>
              {EXTRA.concat(EXTRA.includes(extra) ? [] : [extra]).map((percent) => (
                <option key={percent} value={percent}>
                  {percent === 0 ? t("extend.noExtra") : t("extend.percent", { percent })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {extend.error ? <FieldError>{errorText(extend.error)}</FieldError> : null}
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>{t("ui:cancel")}</Button>
          <Button type="submit" variant="primary" busy={extend.isPending}>
            {t("extend.action")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What is set when that is still to come and later than the usual week; else the usual week. */
function later(expiresAt: string | null, now: Date): Date {
  const usual = defaultDeadline(now);
  if (expiresAt === null) return usual;
  const set = new Date(expiresAt);
  return set > usual ? set : usual;
}
