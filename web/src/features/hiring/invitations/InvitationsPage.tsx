import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Mail, Send } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { DecisionSought, Invitation, InvitationStatus } from "@/core/api";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";

import { KeyHints } from "../list/KeyHints";
import { ListSkeleton } from "../list/ListSkeleton";
import { NoMatch } from "../list/NoMatch";
import { Pager } from "../list/Pager";
import { SearchInput } from "../list/SearchInput";
import { StatusFilter } from "../list/StatusFilter";
import { oneOf, useListAddress } from "../list/use-list-address";
import { useListKeys } from "../list/use-list-keys";
import { keys, useHiring } from "../use-hiring";
import { DecisionFilter } from "./DecisionFilter";
import { ExportMenu } from "./ExportMenu";
import { InvitationRow } from "./InvitationRow";
import { InviteDialog } from "./InviteDialog";
import { LinkDialog } from "./LinkDialog";
import { RevokeDialog } from "./RevokeDialog";
import { TemplateFilter } from "./TemplateFilter";
import { useCopyLink } from "./use-copy-link";

const STATUSES: InvitationStatus[] = ["pending", "started", "completed", "expired"];
const DECISIONS: DecisionSought[] = ["none", "advance", "hold", "reject"];
/** Progress of others is watched: the list looks again by itself. */
const REFRESH_MS = 20_000;

export function InvitationsPage() {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const address = useListAddress();
  const listRef = useRef<HTMLUListElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const copy = useCopyLink();

  const status = oneOf(address.get("status"), STATUSES);
  const q = address.get("q");
  const templateId = address.get("template");
  const decision = oneOf(address.get("decision"), DECISIONS);
  const filter = { status, q, templateId, decision };
  const query = { ...filter, page: address.page, pageSize: 50 };
  const list = useQuery({
    queryKey: [...keys.invitations, query],
    queryFn: ({ signal }) => api.invitations(query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });

  // `?invite` or `?invite=<template>` opens the dialog, so that other pages can link to it.
  const inviting = address.has("invite");
  const { change } = address;
  const openInvite = useCallback(() => change({ invite: "new" }), [change]);
  useListKeys(listRef, { onNew: openInvite, searchRef });

  const filtered = q !== "" || status !== undefined || templateId !== "" || decision !== undefined;
  const teaches = list.isSuccess && list.data.items.length === 0 && !filtered;
  const inviteButton = (
    <Button variant="primary" onClick={openInvite}>
      <Send aria-hidden size={16} />
      {t("invitations.invite")}
    </Button>
  );

  return (
    <Page width="wide" title={t("invitations.title")} lead={t("invitations.lead")} actions={teaches ? null : inviteButton}>
      {teaches ? (
        <EmptyState icon={Mail} title={t("invitations.emptyTitle")} action={inviteButton}>
          {t("invitations.empty")}
        </EmptyState>
      ) : (
        <>
          <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
            <SearchInput ref={searchRef} label={t("invitations.searchLabel")} value={q} onChange={(value) => change({ q: value })} />
            <TemplateFilter value={templateId} onChange={(value) => change({ template: value })} />
            <StatusFilter
              value={status}
              options={STATUSES.map((value) => ({ value, label: t(`invitationStatus.${value}`) }))}
              onChange={(value) => change({ status: value })}
            />
            <DecisionFilter value={decision} onChange={(value) => change({ decision: value })} />
            <ExportMenu filter={filter} />
          </div>
          {list.isPending ? <ListSkeleton /> : null}
          {list.isError && !list.data ? <ErrorState error={list.error} busy={list.isFetching} onRetry={() => void list.refetch()} /> : null}
          {list.data?.items.length === 0 ? <NoMatch onShowAll={() => change({ q: "", status: "", template: "", decision: "" })} /> : null}
          {list.data && list.data.items.length > 0 ? (
            <>
              <ul ref={listRef} aria-busy={list.isPlaceholderData} className="divide-y rounded-md border bg-surface">
                {list.data.items.map((invitation) => (
                  <InvitationRow
                    key={invitation.id}
                    invitation={invitation}
                    onCopyLink={() => copy.start(invitation)}
                    onRevoke={() => setRevoking(invitation)}
                  />
                ))}
              </ul>
              <Pager page={list.data} onPage={(page) => change({ page: String(page) })} />
              <KeyHints
                hints={[
                  { keys: ["↑", "↓"], does: t("templates.keyMove") },
                  { keys: ["↵"], does: t("templates.keyOpen") },
                  { keys: ["/"], does: t("templates.keySearch") },
                  { keys: ["n"], does: t("invitations.keyInvite") },
                ]}
              />
            </>
          ) : null}
        </>
      )}
      {inviting ? <InviteDialog templateId={address.get("invite")} onClose={() => change({ invite: "" })} /> : null}
      <RevokeDialog invitation={revoking} onClose={() => setRevoking(null)} />
      <LinkDialog state={copy.dialog} onClose={copy.close} />
    </Page>
  );
}
