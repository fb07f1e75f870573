import fc from "fast-check";
import { expect, test } from "vitest";
import { type Box, layoutPicture, pathOf, pointOn, uprightBelow } from "../../src/picture/layout.ts";

const zoneNames = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"];

const system = fc.record({
  width: fc.integer({ min: 300, max: 1500 }),
  zones: fc.integer({ min: 1, max: 4 }).map((count) => zoneNames.slice(0, count)),
  perZone: fc.integer({ min: 0, max: 5 }),
  shares: fc.constantFrom(0, 2, 5),
});

type System = { width: number; zones: string[]; perZone: number; shares: number };

const layoutOf = ({ width, zones, perZone, shares }: System) =>
  layoutPicture(
    width,
    zones,
    zones.flatMap((availabilityZone) =>
      Array.from({ length: perZone }, (_, index) => ({
        id: `${availabilityZone} ${index}`,
        availabilityZone,
      })),
    ),
    shares,
  );

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test("everything is inside the picture, and no two boxes touch", () => {
  fc.assert(
    fc.property(system, (given) => {
      const layout = layoutOf(given);
      const boxes = [layout.client, layout.loadBalancer, ...layout.zones, layout.table, layout.parameter];
      for (const box of boxes) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.y).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(layout.width + 0.001);
        expect(box.y + box.height).toBeLessThanOrEqual(layout.height + 0.001);
      }
      boxes.forEach((one, index) => {
        for (const other of boxes.slice(index + 1)) {
          expect(overlap(one, other)).toBe(false);
        }
      });
    }),
  );
});

test("every instance is inside its zone and has its three edges", () => {
  fc.assert(
    fc.property(system, (given) => {
      const layout = layoutOf(given);
      for (const zone of layout.zones) {
        for (const box of zone.instances) {
          expect(box.x).toBeGreaterThanOrEqual(zone.x);
          expect(box.x + box.width).toBeLessThanOrEqual(zone.x + zone.width);
          expect(box.y).toBeGreaterThanOrEqual(zone.y);
          expect(box.y + box.height).toBeLessThanOrEqual(zone.y + zone.height);
          for (const edges of [layout.targetEdges, layout.tableEdges, layout.parameterEdges]) {
            expect(edges.has(box.id)).toBe(true);
          }
        }
      }
    }),
  );
});

test("a narrow picture is laid out vertically", () => {
  expect(layoutOf({ width: uprightBelow - 1, zones: zoneNames, perZone: 1, shares: 0 }).vertical).toBe(true);
  expect(layoutOf({ width: uprightBelow, zones: zoneNames, perZone: 1, shares: 0 }).vertical).toBe(false);
});

test("dots follow the drawn curve from end to end", () => {
  const edge = { from: { x: 10, y: 20 }, to: { x: 110, y: 220 }, vertical: false };
  expect(pointOn(edge, 0)).toEqual(edge.from);
  expect(pointOn(edge, 1)).toEqual(edge.to);
  expect(pointOn(edge, 0.5)).toEqual({ x: 60, y: 120 });
  expect(pathOf(edge)).toBe("M10 20C60 20 60 220 110 220");
});

test("every edge is long enough to see a dot on it", () => {
  fc.assert(
    fc.property(system, (given) => {
      const { clientEdge, targetEdges, tableEdges, parameterEdges } = layoutOf(given);
      const edges = [
        clientEdge,
        ...[targetEdges, tableEdges, parameterEdges].flatMap((map) => [...map.values()]),
      ];
      for (const { from, to, vertical } of edges) {
        expect(vertical ? to.y - from.y : to.x - from.x).toBeGreaterThanOrEqual(30);
      }
    }),
  );
});
