import { Suspense, useEffect, useState } from "react";
import { useParams } from "react-router";

import { CandidateSession, type Key } from "./candidate-session";
import { EntrySkeleton } from "./parts/EntrySkeleton";
import { SessionContext } from "./session-context";
import { EntryScreen } from "./screens/EntryScreen";
import { useInterviewLanguage } from "./use-interview-language";

/** `/interview/:accessToken` and `/i/:invitationId`: the candidate's whole interview. */
export default function InterviewPage() {
  const { accessToken, invitationId = "" } = useParams();
  return (
    <Suspense fallback={<EntrySkeleton />}>
      <Opened
        key={accessToken ?? invitationId}
        by={accessToken === undefined ? { invitationId } : { linkToken: accessToken }}
      />
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
