/** A point or box of the picture, in CSS pixels of its own drawing. */
export interface Point {
  x: number;
  y: number;
}
export interface Box extends Point {
  width: number;
  height: number;
}

/** A curve from `from` to `to` that leaves and arrives along the picture's direction. */
export interface Edge {
  from: Point;
  to: Point;
  vertical: boolean;
}

export interface InstanceBox extends Box {
  id: string;
}
export interface ZoneBox extends Box {
  name: string;
  instances: InstanceBox[];
}

/** Where everything stands. Edges of instances are by instance id. */
export interface PictureLayout {
  width: number;
  height: number;
  vertical: boolean;
  client: Box;
  loadBalancer: Box;
  zones: ZoneBox[];
  table: Box;
  parameter: Box;
  clientEdge: Edge;
  targetEdges: ReadonlyMap<string, Edge>;
  tableEdges: ReadonlyMap<string, Edge>;
  parameterEdges: ReadonlyMap<string, Edge>;
}

/** Below this width the picture stands upright. */
export const uprightBelow = 700;

const instanceHeight = 52;
const instanceGap = 8;
const zoneHead = 28;
const zonePad = 10;
const zoneGap = 12;

/**
 * Places the system for a width: client, load balancer, zones, services from left to right, or from top to bottom where it is narrow.
 *
 * @param instances in the order they are to be shown; each stands in its zone
 */
export function layoutPicture(
  width: number,
  zones: readonly string[],
  instances: readonly { id: string; availabilityZone: string }[],
): PictureLayout {
  return width < uprightBelow ? upright(width, zones, instances) : sideways(width, zones, instances);
}

type Placed = { id: string; availabilityZone: string };

function sideways(width: number, zones: readonly string[], instances: readonly Placed[]): PictureLayout {
  const side = Math.min(172, Math.max(136, width * 0.168));
  const gap = (width - side * 3 - zoneWidthOf(width, side)) / 3;
  const zoneX = side * 2 + gap * 2;
  const zoneBoxes = stackedZones(zoneX, zoneWidthOf(width, side), zones, instances, 2);
  const height = Math.max(300, bottomOf(zoneBoxes));
  const middle = height / 2;
  const client = box(0, middle - 52, side, 104);
  const loadBalancer = box(side + gap, middle - 66, side, 132);
  const serviceX = width - side;
  const table = box(serviceX, middle - 126, side, 116);
  const parameter = box(serviceX, middle + 10, side, 116);
  return {
    width,
    height,
    vertical: false,
    client,
    loadBalancer,
    zones: zoneBoxes,
    table,
    parameter,
    clientEdge: across(client, loadBalancer),
    targetEdges: edges(zoneBoxes, (instance) => across(loadBalancer, instance)),
    tableEdges: edges(zoneBoxes, (instance) => across(instance, table)),
    parameterEdges: edges(zoneBoxes, (instance) => across(instance, parameter)),
  };
}

function zoneWidthOf(width: number, side: number): number {
  return Math.min(300, Math.max(200, width - side * 3 - 150));
}

function upright(width: number, zones: readonly string[], instances: readonly Placed[]): PictureLayout {
  const gap = 40;
  const client = box(width / 2 - 95, 0, 190, 64);
  const loadBalancer = box(width / 2 - 95, client.height + gap, 190, 84);
  const zonesY = loadBalancer.y + loadBalancer.height + gap;
  const columnGap = 8;
  const columns = Math.max(1, zones.length);
  const columnWidth = (width - columnGap * (columns - 1)) / columns;
  const most = Math.max(2, ...zones.map((zone) => inZone(instances, zone).length));
  const uprightInstance = 70;
  const zoneHeight = zoneHead + most * (uprightInstance + instanceGap) + 2;
  const zoneBoxes = zones.map((name, index) => {
    const zone = box(index * (columnWidth + columnGap), zonesY, columnWidth, zoneHeight);
    const here = inZone(instances, name).map(({ id }, row) => ({
      id,
      ...box(
        zone.x + 5,
        zone.y + zoneHead + row * (uprightInstance + instanceGap),
        columnWidth - 10,
        uprightInstance,
      ),
    }));
    return { ...zone, name, instances: here };
  });
  const serviceY = zonesY + zoneHeight + gap;
  const serviceWidth = (width - 12) / 2;
  const table = box(0, serviceY, serviceWidth, 104);
  const parameter = box(serviceWidth + 12, serviceY, serviceWidth, 104);
  return {
    width,
    height: serviceY + table.height,
    vertical: true,
    client,
    loadBalancer,
    zones: zoneBoxes,
    table,
    parameter,
    clientEdge: down(client, loadBalancer),
    targetEdges: edges(zoneBoxes, (instance) => down(loadBalancer, instance)),
    tableEdges: edges(zoneBoxes, (instance) => down(instance, table)),
    parameterEdges: edges(zoneBoxes, (instance) => down(instance, parameter)),
  };
}

function stackedZones(
  x: number,
  width: number,
  zones: readonly string[],
  instances: readonly Placed[],
  rows: number,
): ZoneBox[] {
  const most = Math.max(rows, ...zones.map((zone) => inZone(instances, zone).length));
  const height = zoneHead + most * instanceHeight + (most - 1) * instanceGap + zonePad;
  return zones.map((name, index) => {
    const zone = box(x, index * (height + zoneGap), width, height);
    const here = inZone(instances, name);
    const used = here.length * instanceHeight + Math.max(0, here.length - 1) * instanceGap;
    const top = zone.y + zoneHead + (height - zoneHead - zonePad - used) / 2;
    return {
      ...zone,
      name,
      instances: here.map(({ id }, row) => ({
        id,
        ...box(x + zonePad, top + row * (instanceHeight + instanceGap), width - 2 * zonePad, instanceHeight),
      })),
    };
  });
}

function inZone(instances: readonly Placed[], zone: string): readonly Placed[] {
  return instances.filter(({ availabilityZone }) => availabilityZone === zone);
}

function bottomOf(boxes: readonly Box[]): number {
  return Math.max(0, ...boxes.map(({ y, height }) => y + height));
}

function box(x: number, y: number, width: number, height: number): Box {
  return { x, y, width, height };
}

function across(from: Box, to: Box): Edge {
  return {
    from: { x: from.x + from.width, y: from.y + from.height / 2 },
    to: { x: to.x, y: to.y + to.height / 2 },
    vertical: false,
  };
}

function down(from: Box, to: Box): Edge {
  return {
    from: { x: from.x + from.width / 2, y: from.y + from.height },
    to: { x: to.x + to.width / 2, y: to.y },
    vertical: true,
  };
}

function edges(zones: readonly ZoneBox[], make: (instance: InstanceBox) => Edge): ReadonlyMap<string, Edge> {
  return new Map(
    zones.flatMap(({ instances }) => instances.map((instance) => [instance.id, make(instance)])),
  );
}

/** The edge as the `d` of an SVG path: one cubic curve. */
export function pathOf({ from, to, vertical }: Edge): string {
  const [a, b] = handles({ from, to, vertical });
  return `M${n(from.x)} ${n(from.y)}C${n(a.x)} ${n(a.y)} ${n(b.x)} ${n(b.y)} ${n(to.x)} ${n(to.y)}`;
}

/** The point at `t` from 0 (`from`) to 1 (`to`) of the same curve. */
export function pointOn(edge: Edge, t: number): Point {
  const [a, b] = handles(edge);
  const u = 1 - t;
  const [w0, w1, w2, w3] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return {
    x: w0 * edge.from.x + w1 * a.x + w2 * b.x + w3 * edge.to.x,
    y: w0 * edge.from.y + w1 * a.y + w2 * b.y + w3 * edge.to.y,
  };
}

function handles({ from, to, vertical }: Edge): [Point, Point] {
  if (vertical) {
    const reach = (to.y - from.y) / 2;
    return [
      { x: from.x, y: from.y + reach },
      { x: to.x, y: to.y - reach },
    ];
  }
  const reach = (to.x - from.x) / 2;
  return [
    { x: from.x + reach, y: from.y },
    { x: to.x - reach, y: to.y },
  ];
}

function n(value: number): number {
  return Math.round(value * 10) / 10;
}
