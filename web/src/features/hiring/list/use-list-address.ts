import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** Search, filters and page live in the address bar, so that a view can be kept and shared. */
export function useListAddress() {
  const [search, setSearch] = useSearchParams();

  const change = useCallback(
    (values: Record<string, string>) => {
      setSearch(
        (current) => {
          const next = new URLSearchParams(current);
          // Another filter is another list: it starts at its first page.
          if (!("page" in values)) next.delete("page");
          for (const [key, value] of Object.entries(values)) {
            if (value === "") next.delete(key);
            else next.set(key, value);
          }
          return next;
        },
        { replace: true },
      );
    },
    [setSearch],
  );

  return { get: (key: string) => search.get(key) ?? "", has: (key: string) => search.has(key), page: pageOf(search), change };
}

function pageOf(search: URLSearchParams): number {
  const page = Number(search.get("page"));
  return Number.isInteger(page) && page > 0 ? page : 1;
}

/** The value when it is one of those known, else undefined: addresses are typed by people. */
export function oneOf<T extends string>(value: string, known: readonly T[]): T | undefined {
  return known.find((candidate) => candidate === value);
}
