import { Outlet } from "react-router";

import { RequireAccount } from "./RequireAccount";

/** Nothing but the page itself: a conversation has no menu beside it. */
export function AloneLayout() {
  return <RequireAccount>{() => <Outlet />}</RequireAccount>;
}
