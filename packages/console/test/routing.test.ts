import { consoleViews } from "@soft-landing/shared/lab-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hashOf, routeOf } from "../src/routing.ts";

test("every route has an address that leads back to it", () => {
  const route = fc.record({
    view: fc.constantFrom(...consoleViews),
    tab: fc.option(fc.stringMatching(/^[a-z-]{1,20}$/), { nil: null }),
  });
  fc.assert(
    fc.property(route, (one) => {
      expect(routeOf(hashOf(one))).toEqual(one);
    }),
  );
});

test.each(["", "#", "#/", "#/no-such-view", "#/overviewer", "#javascript:alert(1)"])(
  "the address %j leads to the overview",
  (hash) => {
    expect(routeOf(hash)).toEqual({ view: "overview", tab: null });
  },
);
