import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ipv4NetworkFault } from "../../src/plan/ipv4-network.ts";

describe("an IPv4 network", () => {
  test.each(["0.0.0.0/0", "10.0.0.0/8", "203.0.113.7/32", "128.0.0.0/1"])("%s is valid", (cidr) => {
    expect(ipv4NetworkFault(cidr)).toBeUndefined();
  });

  test.each([
    "",
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0/8",
    "10.0.0.0/8/8",
    "::/0",
    "10.0.0.0/08",
    "256.0.0.0/8",
    "x/8",
  ])("%s is refused", (cidr) => {
    expect(ipv4NetworkFault(cidr)).toContain("not an IPv4 network");
  });

  test("is refused with a complete message", () => {
    expect(ipv4NetworkFault("x")).toBe("is not an IPv4 network such as 203.0.113.0/24");
    expect(ipv4NetworkFault("203.0.113.77/26")).toBe(
      "has bits beyond its prefix; the network is 203.0.113.64/26",
    );
  });

  test.each(["10.0.0.0/1x", "10.0.0.0/x1", "10.0.0.0/", "10.0.0.0/99"])("%s has no prefix", (cidr) => {
    expect(ipv4NetworkFault(cidr)).toContain("not an IPv4 network");
  });

  test("with bits beyond its prefix is refused with the network that contains it", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
        const fault = ipv4NetworkFault(`${address}/${length}`);
        const named = fault === undefined ? address : (/network is ([0-9.]+)\//.exec(fault)?.[1] ?? "");
        expect(ipv4NetworkFault(`${named}/${length}`)).toBeUndefined();
        const network = new BlockList();
        network.addSubnet(named, length);
        expect(network.check(address)).toBe(true);
      }),
    );
  });
});
