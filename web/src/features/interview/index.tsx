/** The candidate's pages: `/interview/:accessToken` and `/i/:invitationId`. */
export default function InterviewPages() {
  return null;
}
