import { Suspense, useEffect, useState } from "react";
import { useParams } from "react-router";

import { CandidateSession, type Key } from "./candidate-session";
import { EntrySkeleton } from "./parts/EntrySkeleton";
import { SessionContext } from "./session-context";
import { EntryScreen } from "./screens/EntryScreen";
import { type RenderTalk, TalkContext } from "./talk-context";
import { useInterviewLanguage } from "./use-interview-language";

/** `/interview/:accessToken` and `/i/:invitationId`: the candidate's whole interview. */
export default function InterviewPage({ talk }: { talk: RenderTalk }) {
  const { accessToken, invitationId = "" } = useParams();
  return (
    <Suspense fallback={<EntrySkeleton />}>
      <TalkContext value={talk}>
        <Opened
          key={accessToken ?? invitationId}
          by={accessToken === undefined ? { invitationId } : { linkToken: accessToken }}
        />
      </TalkContext>
    </Suspense>
  );
}

function Opened({ by }: { by: Key }) {
  const [session] = useState(() => new CandidateSession(by));
  useEffect(() => session.hold(), [session]);
  useInterviewLanguage(session);
  return (
    <SessionContext value={session}>
      <EntryScreen />
    </SessionContext>
  );
}
