import type { Diagnostic } from "@soft-landing/shared/page";

/** What a page says, before it is made HTML or JSON. */
export type Answer =
  | { personal: true; user: string; recommendation: string }
  | { personal: false; user: string; recommendation: string; diagnostic: Diagnostic };

/** Finds what to say on the page for one user. */
export type PageHandler = (userId: string) => Promise<Answer>;
